import type { Role } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import type { Transaction } from '../platform/unit-of-work.ts'

/** A member as `/users` shows it. Its name, its role and its password are this organization's matter. */
export type MemberRow = {
  readonly id: number
  readonly organization_id: number
  readonly email: string
  readonly full_name: string
  readonly role: Role
  readonly availability: 'available' | 'away'
  readonly capacity: number
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

/** The columns of a `MemberRow` over `members m join users u`. */
export const MEMBER_COLUMNS = `
  m.user_id as id, m.organization_id, u.email, coalesce(m.full_name, u.full_name) as full_name, m.role,
  m.availability, m.capacity, m.version, m.created_at, m.updated_at, m.deleted_at`

/** @throws Refusal `not_found` */
export async function readMember(tx: Transaction, organizationId: number, userId: number): Promise<MemberRow> {
  const [row] = await tx.query<MemberRow>({
    name: 'read-member',
    text: `select ${MEMBER_COLUMNS} from members m join users u on u.id = m.user_id
      where m.organization_id = $1 and m.user_id = $2`,
    values: [organizationId, userId]
  })
  if (!row) throw new Refusal('not_found')
  return row
}

export interface LockedMember {
  readonly role: Role
  readonly version: number
  /** Told only when owners were locked as well. */
  readonly isLastOwner: boolean
}

/**
 * Locks a living member; `withOwners` locks all owners with it, so that two who unmake the last two of them wait for
 * each other.
 * @throws Refusal `not_found`
 */
export async function lockMember(
  tx: Transaction,
  organizationId: number,
  userId: number,
  withOwners: boolean
): Promise<LockedMember> {
  const locked = await tx.query<{ user_id: number; role: Role; version: number }>({
    name: 'lock-member',
    text: `select user_id, role, version from members
      where organization_id = $1 and deleted_at is null and (user_id = $2 or ($3 and role = 'owner'))
      order by user_id for no key update`,
    values: [organizationId, userId, withOwners]
  })
  const member = locked.find(row => row.user_id === userId)
  if (!member) throw new Refusal('not_found')
  const owners = locked.filter(row => row.role === 'owner').length
  return { role: member.role, version: member.version, isLastOwner: member.role === 'owner' && owners === 1 }
}
