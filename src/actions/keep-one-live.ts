import { isOfContact, liveKey } from '../model/conversation.ts'
import { prepared } from '../platform/set-wise.ts'
import { blockConversations } from './block-conversations.ts'
import { closeConversations } from './close-conversations.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'

/**
 * Of conversations that would all go on for one contact the newest open one stays, else the newest; the others end as
 * `merged`. Where an organization unifies by identity, each goes on for its own and nothing ends.
 */
export async function keepOneLive(scope: Scope, contactId: number, threads: readonly Thread[]): Promise<void> {
  const unify = await unificationOf(scope)
  const rivals = threads.filter(({ row }) => isOfContact(row) || (unify === 'contact' && row.status === 'open'))
  const [first, ...others] = rivals.toSorted(byRight)
  await closeConversations(scope, others, 'merged')
  for (const thread of others) if (isOfContact(thread.row)) await rekey(scope, thread, null)
  if (!first || (unify === 'identity' && !isOfContact(first.row))) return
  await goOn(scope, first, contactId)
  // Whoever was blocked is, wherever it writes.
  if (others.some(({ row }) => row.blocked)) await blockConversations(scope, [first], true)
}

/** Each of the contacts that were one gets back a conversation that goes on for it. */
export async function keepOneEach(
  scope: Scope,
  contactIds: readonly number[],
  threads: readonly Thread[]
): Promise<void> {
  const going = threads.filter(({ row }) => isOfContact(row))
  // All first: a key is nobody's before it is another's.
  for (const thread of going) await rekey(scope, thread, null)
  for (const id of contactIds) {
    const own = threads.filter(({ row }) => row.contact_id === id && row.live_key === null)
    const next = own.find(thread => going.includes(thread)) ?? own.toSorted(byRight)[0]
    if (next) await goOn(scope, next, id)
  }
}

/** The newest open one first. */
export function byRight({ row: one }: Thread, { row: other }: Thread): number {
  if (one.status !== other.status) return one.status === 'open' ? -1 : 1
  return one.last_interaction_at === other.last_interaction_at
    ? other.id - one.id
    : one.last_interaction_at < other.last_interaction_at
      ? 1
      : -1
}

async function goOn(scope: Scope, thread: Thread, contactId: number): Promise<void> {
  await rekey(scope, thread, liveKey('contact', thread.row.identity_id, contactId))
}

/** At once, and not with the ledger: one conversation gives a key up before another takes it. */
export async function rekey(scope: Scope, thread: Thread, live_key: string | null): Promise<void> {
  if (thread.row.live_key === live_key) return
  await scope.tx.query(
    prepared('update conversations set live_key = $3 where organization_id = $1 and id = $2', [
      thread.row.organization_id,
      thread.row.id,
      live_key
    ])
  )
  thread.stored = { ...thread.stored, live_key }
  thread.row = { ...thread.row, live_key }
}

async function unificationOf({ tx, actor }: Scope): Promise<'identity' | 'contact'> {
  const [row] = await tx.query<{ unify: string | null }>(
    prepared(`select settings ->> 'unify_conversations' as unify from organizations where id = $1`, [
      actor.organization_id
    ])
  )
  return row?.unify === 'contact' ? 'contact' : 'identity'
}
