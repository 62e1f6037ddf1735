import { mayManage } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { type ApiKeyRow, removeKeysOf } from './api-key-row.ts'
import { lockMember, type MemberRow, readMember } from './member-row.ts'
import { recordRow } from './record.ts'
import { revokeLogins } from './revoke-logins.ts'
import type { Scope } from './scope.ts'

/**
 * Takes a member out of the organization: its logins and keys end, its teams lose it, and `unassign` gives its
 * conversations up, all in one transaction. What it wrote stays.
 * @throws Refusal `not_found`, `forbidden`, `stale_version`, `last_owner`
 */
export async function removeUser(
  scope: Scope,
  id: number,
  options: { readonly version?: number | undefined; unassign(scope: Scope, userId: number): Promise<void> }
): Promise<MemberRow> {
  const { actor, tx } = scope
  const { organization_id } = actor
  const member = await lockMember(tx, organization_id, id, true)
  if (!mayManage(actor, member.role)) throw new Refusal('forbidden')
  if (options.version !== undefined && options.version !== member.version) throw new Refusal('stale_version')
  if (member.isLastOwner) throw new Refusal('last_owner')

  await tx.query({ name: 'remove-member', text: REMOVE, values: [organization_id, id, scope.now.toISOString()] })
  await revokeLogins(scope, organization_id, id)
  const keys: ApiKeyRow[] = await removeKeysOf(scope, id)
  await options.unassign(scope, id)

  const row = await readMember(tx, organization_id, id)
  for (const key of keys) recordRow(scope, organization_id, 'api-key.deleted', key, { user_id: id })
  recordRow(scope, organization_id, 'user.deleted', row)
  return row
}

const REMOVE = `
  with member as (
    update members set deleted_at = $3, updated_at = $3, version = version + 1
    where organization_id = $1 and user_id = $2 and deleted_at is null
  )
  delete from team_members where organization_id = $1 and user_id = $2`
