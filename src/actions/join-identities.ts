import { liveKey } from '../model/conversation.ts'
import { prepared } from '../platform/set-wise.ts'
import type { OpenChannel } from './accounts.ts'
import { closeConversations } from './close-conversations.ts'
import { byRight, rekey } from './keep-one-live.ts'
import type { Thread } from './ledger.ts'
import { mergeContacts } from './merge-contacts.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'
import { lockThreads, type ThreadKey } from './threads.ts'

interface Side {
  readonly identity_id: string
  readonly contact_id: number
}

/**
 * Makes one identity of two that the provider says are one person's: their contacts are merged, and what was said by
 * the one that goes was said by the one that stays. Conversations keep their logs; of two that would go on the newest
 * stays live and takes owner and team over where it has none, the other ends as `merged`.
 */
export async function joinIdentities(
  scope: Scope,
  channel: OpenChannel,
  { stays, goes }: { readonly stays: Side; readonly goes: Side }
): Promise<void> {
  const { organization_id } = channel
  const own: Scope = { ...scope, actor: { kind: 'system', organization_id, name: 'intake' } }
  if (stays.contact_id !== goes.contact_id) {
    await mergeContacts(own, { contact_id: stays.contact_id, merged_contact_id: goes.contact_id })
    await own.ledger.write(own.tx)
  }
  const threads = await threadsOf(own, organization_id, [stays.identity_id, goes.identity_id])
  await keepNewest(own, stays, threads)
  readdress(own, stays, threads)
  await own.ledger.write(own.tx)
  await own.tx.query(prepared(MOVE, [organization_id, stays.identity_id, goes.identity_id]))
  await own.tx.query(prepared(FORGET, [organization_id, goes.identity_id]))
}

async function threadsOf({ tx }: Scope, organizationId: number, identityIds: readonly string[]): Promise<Thread[]> {
  const keys = await tx.query<ThreadKey>(
    prepared(
      `select organization_id, id from conversations
       where organization_id = $1 and identity_id = any($2::uuid[]) and deleted_at is null`,
      [organizationId, identityIds]
    )
  )
  return [...(await lockThreads(tx, keys)).values()]
}

async function keepNewest(scope: Scope, { identity_id, contact_id }: Side, threads: readonly Thread[]): Promise<void> {
  const rivals = threads.filter(({ row }) => row.live_key?.startsWith('identity:'))
  const [first, ...others] = rivals.toSorted(byRight)
  if (!first) return
  await closeConversations(scope, others, 'merged')
  // All first: a key is nobody's before it is another's.
  for (const thread of others) await rekey(scope, thread, null)
  await rekey(scope, first, liveKey('identity', identity_id, contact_id))
  const [former] = others
  if (former) handOver(scope, former, first)
}

/** Whoever cared for the customer goes on to. */
function handOver(scope: Scope, { row: from }: Thread, to: Thread): void {
  const { assigned_user_id, assigned_team_id } = from
  const isFree = to.row.assigned_user_id === null && to.row.assigned_team_id === null
  if (!isFree || (assigned_user_id === null && assigned_team_id === null)) return
  record(scope, to, {
    type: 'conversation.assigned',
    data: { assigned_user_id, assigned_team_id, previous_user_id: null, previous_team_id: null },
    patch: { assigned_user_id, assigned_team_id }
  })
}

/** All of them answer the identity that stays. */
function readdress(scope: Scope, { identity_id }: Side, threads: readonly Thread[]): void {
  for (const thread of threads) {
    if (thread.row.identity_id === identity_id) continue
    record(scope, thread, {
      type: 'conversation.updated',
      data: { contact_id: thread.row.contact_id, fields: ['identity_id'] },
      patch: { identity_id }
    })
  }
}

// Also what was deleted: nothing names the one that goes any more.
const MOVE = `
  with said as (
    update messages m set identity_id = $2 from conversations c
    where c.organization_id = $1 and c.identity_id in ($2, $3)
      and m.organization_id = $1 and m.conversation_id = c.id and m.identity_id = $3
  ), held as (
    update conversations set identity_id = $2 where organization_id = $1 and identity_id = $3
  ), kept as (
    update identities i set opted_out_at = coalesce(i.opted_out_at, gone.opted_out_at)
    from identities gone where i.organization_id = $1 and i.id = $2 and gone.organization_id = $1 and gone.id = $3
  )
  update identity_addresses set identity_id = $2 where organization_id = $1 and identity_id = $3`

const FORGET = 'delete from identities where organization_id = $1 and id = $2'
