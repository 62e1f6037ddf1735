import { prepared } from '../platform/set-wise.ts'
import { readContact } from './contact-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Notes that somebody wants no messages any more on a channel, or wants them again. Twice is once, and wanting them
 * again before they were refused means nothing. `at`: ISO 8601.
 */
export async function setOptOut(
  scope: Scope,
  organizationId: number,
  identityId: string,
  isOut: boolean,
  at: string = scope.now.toISOString()
): Promise<void> {
  const [identity] = await scope.tx.query<{ contact_id: number }>(
    prepared(
      `update identities set opted_out_at = case when $3 then $4::timestamptz end
       where organization_id = $1 and id = $2 and (opted_out_at is null) = $3
         and ($3 or opted_out_at <= $4::timestamptz)
       returning contact_id`,
      [organizationId, identityId, isOut, at]
    )
  )
  if (!identity) return
  const contact = await readContact(scope.tx, organizationId, identity.contact_id)
  if (contact.deleted_at === null) recordRow(scope, organizationId, 'contact.updated', contact, { opted_out: isOut })
}
