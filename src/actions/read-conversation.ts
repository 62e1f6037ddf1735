import type { Member } from '../model/actor.ts'
import { prepared } from '../platform/set-wise.ts'
import { accessConversation } from './access.ts'
import type { Thread } from './ledger.ts'
import { moveHorizon, type ReadRow } from './read-horizon.ts'
import type { Scope } from './scope.ts'
import { updateConversations } from './update-conversations.ts'

export interface ReadDraft {
  readonly conversation_id: number
  /** The last event that was seen; more than there is means all there is. */
  readonly seq: number
}

/**
 * Says how far the member has read. A horizon that would not move stays as it is, and nothing follows from it. Whoever
 * has seen the last that the customer wrote has read the conversation for everybody.
 * @throws Refusal `not_found`
 */
export async function readConversation(scope: Scope, member: Member, draft: ReadDraft): Promise<ReadRow> {
  const thread = await accessConversation(scope, draft.conversation_id, 'change')
  const { read, moved } = await moveHorizon(scope, member, thread, draft.seq)
  if (moved && thread.row.unread_count > 0 && !(await isUnreadBeyond(scope, thread, read.read_seq))) {
    await updateConversations(scope, [thread], { unread_count: 0 })
  }
  return read
}

const UNREAD = `
  select exists (
    select from events
    where organization_id = $1 and conversation_id = $2 and seq > $3
      and type in ('message.received', 'conversation.marked-unread')
  ) as beyond`

async function isUnreadBeyond({ tx }: Scope, { row }: Thread, seq: number): Promise<boolean> {
  const [found] = await tx.query<{ beyond: boolean }>(prepared(UNREAD, [row.organization_id, row.id, seq]))
  return found?.beyond ?? false
}
