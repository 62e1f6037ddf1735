import { type Actor, isMember, type Member, mayManage, type Role } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { changePassword } from './change-password.ts'
import { type LockedMember, lockMember, type MemberRow, readMember } from './member-row.ts'
import type { ProvenPassword } from './prove-password.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/** Fields left out stay as they are. */
export interface MemberPatch {
  readonly full_name?: string
  readonly availability?: 'available' | 'away'
  readonly role?: Role
  readonly capacity?: number
}

/**
 * Changes a member: everyone the own profile and password, admins the rest, owners alone what concerns owners.
 * `version`: the one the caller has read.
 * @throws Refusal `not_found`, `forbidden`, `stale_version`, `last_owner`, `conflict`
 */
export async function updateUser(
  scope: Scope,
  id: number,
  patch: MemberPatch,
  options: { readonly version?: number | undefined; readonly password?: ProvenPassword | undefined } = {}
): Promise<MemberRow> {
  const { actor, tx } = scope
  const member = await lockMember(tx, actor.organization_id, id, patch.role !== undefined)
  const self = isSelf(actor, id) ? actor : null
  mustBeAllowed(actor, self, member, patch)
  if (options.version !== undefined && options.version !== member.version) throw new Refusal('stale_version')
  if (patch.role !== undefined && patch.role !== 'owner' && member.isLastOwner) throw new Refusal('last_owner')

  if (Object.keys(patch).length > 0) await write(scope, id, patch)
  if (options.password) {
    if (self?.kind !== 'user') throw new Refusal('forbidden')
    await changePassword(scope, self, options.password)
  }
  const row = await readMember(tx, actor.organization_id, id)
  recordRow(scope, actor.organization_id, 'user.updated', row, {
    ...patch,
    ...(options.password && { password_changed: true })
  })
  return row
}

function isSelf(actor: Actor, id: number): actor is Member {
  return isMember(actor) && actor.user_id === id
}

function mustBeAllowed(actor: Actor, self: Member | null, member: LockedMember, patch: MemberPatch): void {
  const manages = mayManage(actor, member.role) && (patch.role === undefined || mayManage(actor, patch.role))
  const onlyProfile = patch.role === undefined && patch.capacity === undefined
  if (!manages && !(self && onlyProfile)) throw new Refusal('forbidden')
}

async function write(scope: Scope, id: number, patch: MemberPatch): Promise<void> {
  const { full_name, availability, role, capacity } = patch
  await scope.tx.query({
    name: 'update-member',
    text: `update members set
        full_name = coalesce($3, full_name), availability = coalesce($4, availability), role = coalesce($5, role),
        capacity = coalesce($6::int, capacity), version = version + 1, updated_at = $7
      where organization_id = $1 and user_id = $2 and deleted_at is null`,
    values: [
      scope.actor.organization_id,
      id,
      full_name ?? null,
      availability ?? null,
      role ?? null,
      capacity ?? null,
      scope.now.toISOString()
    ]
  })
}
