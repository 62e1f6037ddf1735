import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import type { Scope } from './scope.ts'

/** What was said in these conversations is said by whose identity said it, as identities stand now. */
export async function moveMessages({ tx, actor }: Scope, threads: readonly Thread[]): Promise<void> {
  await tx.query(
    prepared(
      `update messages m set contact_id = i.contact_id from identities i
       where m.organization_id = $1 and m.conversation_id = any($2::bigint[])
         and i.organization_id = m.organization_id and i.id = m.identity_id and m.contact_id <> i.contact_id`,
      [actor.organization_id, threads.map(({ row }) => row.id)]
    )
  )
}
