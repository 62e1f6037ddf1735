import type { Member } from '../model/actor.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'

/** How far a member has read a conversation, as `/conversation-reads` shows it. */
export type ReadRow = {
  readonly id: string
  readonly organization_id: number
  readonly conversation_id: number
  readonly user_id: number
  /** The last event that was seen. */
  readonly read_seq: number
  readonly read_at: string
}

const COLUMNS = 'id, organization_id, conversation_id, user_id, read_seq, read_at'

const MOVE = `
  with moved as (
    insert into conversation_participants as p
      (organization_id, id, conversation_id, kind, user_id, read_seq, read_at, joined_at)
    values ($1, $2, $3, 'human_agent', $4, $5, $6, $6)
    on conflict (organization_id, conversation_id, user_id) where user_id is not null
    do update set read_seq = excluded.read_seq, read_at = excluded.read_at where p.read_seq < excluded.read_seq
    returning ${COLUMNS}
  )
  select ${COLUMNS}, true as moved from moved
  union all
  select ${COLUMNS}, false as moved from conversation_participants
  where organization_id = $1 and conversation_id = $3 and user_id = $4 and not exists (select from moved)`

/**
 * Moves how far a member has read a conversation under lock: never back, and never beyond what is there. Colleagues
 * hear of it once it is committed. The log does not: an event of its own would be one more that nobody has read.
 */
export async function moveHorizon(
  scope: Scope,
  member: Member,
  thread: Thread,
  seq: number
): Promise<{ readonly read: ReadRow; readonly moved: boolean }> {
  const { tx, house, now } = scope
  const { id, organization_id, last_seq } = thread.row
  const values = [organization_id, newId(), id, member.user_id, Math.min(seq, last_seq), now.toISOString()]
  const [found] = await tx.query<ReadRow & { readonly moved: boolean }>(prepared(MOVE, values))
  if (!found) throw new Error('a horizon was neither moved nor there')

  const { moved, ...read } = found
  if (moved) tx.afterCommit(() => house.tellRead(read, thread.row))
  return { read, moved }
}
