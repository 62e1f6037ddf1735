import { mayManage, type Role } from '../model/actor.ts'
import { canonicalEmail } from '../model/email.ts'
import { Refusal } from '../model/errors.ts'
import { mustBeGoodPassword } from '../model/password-rules.ts'
import { type MemberRow, readMember } from './member-row.ts'
import type { Passwords } from './passwords.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

export interface NewMember {
  readonly email: string
  readonly full_name: string
  readonly role: Role
  readonly capacity?: number
  readonly password?: string
}

export interface MemberDraft extends Omit<NewMember, 'password'> {
  readonly password_hash: string | null
}

/** Hashes outside any transaction. @throws Refusal `bad_data` for a weak password */
export async function draftMember(passwords: Passwords, { password, ...member }: NewMember): Promise<MemberDraft> {
  const email = canonicalEmail(member.email)
  if (password === undefined) return { ...member, email, password_hash: null }
  mustBeGoodPassword(password, email)
  return { ...member, email, password_hash: await passwords.hash(password) }
}

/**
 * Takes a person into the organization. The same answer for somebody known elsewhere as for a stranger: name and
 * password given here hold in this organization alone, and touch nothing of what the person has in others. Without a
 * password the person enters with its own, if it has one.
 * @throws Refusal `forbidden`, `already_exists` for a member of this organization
 */
export async function createUser(scope: Scope, draft: MemberDraft): Promise<MemberRow> {
  const { actor, tx, now } = scope
  if (!mayManage(actor, draft.role)) throw new Refusal('forbidden')
  const { email, full_name, role, capacity, password_hash } = draft
  const values = [actor.organization_id, email, full_name, role, capacity ?? null, password_hash, now.toISOString()]
  const [joined] = await tx.query<{ user_id: number }>({ name: 'join', text: JOIN, values })
  if (!joined) throw new Refusal('already_exists')

  const row = await readMember(tx, actor.organization_id, joined.user_id)
  recordRow(scope, actor.organization_id, 'user.created', row)
  return row
}

// `do update` of nothing, so that the person's id comes back whether it was there, is new, or comes at this moment.
// Who left and comes back takes up the old membership, with nothing of what it was.
const JOIN = `
  with person as (
    insert into users as u (email, full_name, created_at, updated_at) values ($2, $3, $7, $7)
    on conflict (email) do update set email = u.email
    returning id
  )
  insert into members as m
    (organization_id, user_id, role, full_name, capacity, password_hash, created_at, updated_at)
  select $1, id, $4, $3, coalesce($5::int, 10), $6, $7, $7 from person
  on conflict (organization_id, user_id) do update set
    role = excluded.role, full_name = excluded.full_name, capacity = excluded.capacity, availability = 'available',
    password_hash = excluded.password_hash, version = m.version + 1, created_at = excluded.created_at,
    updated_at = excluded.updated_at, deleted_at = null
  where m.deleted_at is not null
  returning m.user_id`
