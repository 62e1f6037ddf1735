import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Brings deleted conversations back, and answers those that came: where another one goes on in their place by now, or
 * the contact is gone, they stay away. What was taken back with them stays unsent.
 */
export async function restoreConversations(scope: Scope, threads: readonly Thread[]): Promise<Thread[]> {
  const blocked = await withoutPlace(
    scope,
    threads.map(({ row }) => row.id)
  )
  const free = threads.filter(({ row }) => !blocked.has(row.id))
  for (const thread of free) record(scope, thread, { type: 'conversation.restored', patch: { deleted_at: null } })
  return free
}

async function withoutPlace({ tx, actor }: Scope, ids: readonly number[]): Promise<Set<number>> {
  const rows = await tx.query<{ id: number }>(
    prepared(
      `select c.id from conversations c
       join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
       where c.organization_id = $1 and c.id = any($2::bigint[]) and (k.deleted_at is not null or exists (
         select from conversations o
         where o.organization_id = c.organization_id and o.live_key = c.live_key and o.deleted_at is null
       ))`,
      [actor.organization_id, ids]
    )
  )
  return new Set(rows.map(row => row.id))
}
