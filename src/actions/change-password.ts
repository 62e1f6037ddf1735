import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { readMember } from './member-row.ts'
import type { ProvenPassword } from './prove-password.ts'
import { recordRow } from './record.ts'
import { revokeLogins } from './revoke-logins.ts'
import type { Scope } from './scope.ts'

/**
 * Sets the password that was proven, where it stands: the organization's own, or the person's for all of its
 * organizations. Every other login it opened ends.
 * @throws Refusal `conflict` when the present password changed meanwhile
 */
export async function changePassword(scope: Scope, actor: Member, proven: ProvenPassword): Promise<void> {
  const values = [actor.organization_id, actor.user_id, proven.replaces, proven.hash, scope.now.toISOString()]
  const here = await scope.tx.query({ name: 'change-password-here', text: HERE, values })
  if (here.length > 0) return revokeLogins(scope, actor.organization_id, actor.user_id, { but: actor.credential_id })

  const everywhere = await scope.tx.query({ name: 'change-password', text: EVERYWHERE, values })
  if (everywhere.length === 0) throw new Refusal('conflict')
  const memberships = await scope.tx.query<{ organization_id: number }>({
    name: 'organizations-of-person',
    text: `select organization_id from members
      where user_id = $1 and password_hash is null and deleted_at is null order by organization_id`,
    values: [actor.user_id]
  })
  for (const { organization_id } of memberships) await endLogins(scope, actor, organization_id)
}

async function endLogins(scope: Scope, actor: Member, organizationId: number): Promise<void> {
  await revokeLogins(scope, organizationId, actor.user_id, { but: actor.credential_id })
  if (organizationId === actor.organization_id) return
  const row = await readMember(scope.tx, organizationId, actor.user_id)
  recordRow(scope, organizationId, 'user.updated', row, { password_changed: true })
}

const HERE = `
  update members set password_hash = $4, updated_at = $5
  where organization_id = $1 and user_id = $2 and deleted_at is null and password_hash = $3
  returning user_id`

const EVERYWHERE = `
  update users u set password_hash = $4, updated_at = $5
  from members m
  where m.organization_id = $1 and m.user_id = $2 and m.deleted_at is null and m.password_hash is null
    and u.id = m.user_id and u.password_hash = $3
  returning u.id`
