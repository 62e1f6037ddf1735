import { Refusal } from '../model/errors.ts'
import { type MemberRow, readMember } from './member-row.ts'
import { recordRow } from './record.ts'
import { revokeLogins } from './revoke-logins.ts'
import type { Scope } from './scope.ts'

/**
 * Ends the login the caller came in with. Its token, and every renewal of it, is refused from now on.
 * @throws Refusal `forbidden` for a key, which has no login
 */
export async function logOut(scope: Scope): Promise<MemberRow> {
  const { actor } = scope
  if (actor.kind !== 'user') throw new Refusal('forbidden')
  const { organization_id, user_id, credential_id } = actor
  await revokeLogins(scope, organization_id, user_id, { only: credential_id })
  const row = await readMember(scope.tx, organization_id, user_id)
  // The row is as it was; the event tells every process to ask again who this is.
  recordRow(scope, organization_id, 'user.updated', row, { signed_out: true, login_id: credential_id })
  return row
}
