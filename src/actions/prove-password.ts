import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { mustBeGoodPassword } from '../model/password-rules.ts'
import type { FrontDesk } from './log-in.ts'

/** A new password, and the proof that whoever sets it knows the present one. */
export interface ProvenPassword {
  readonly replaces: string
  readonly hash: string
}

/**
 * Tries the caller's present password, through the same throttle as a login, and hashes the new one. Outside any
 * transaction: hashes take long.
 * @throws Refusal `forbidden` for keys, `bad_data` for a wrong present or a weak new password, `too_many_logins`
 */
export async function provePassword(
  desk: FrontDesk,
  member: Member,
  change: { readonly current_password: string; readonly password: string },
  address: string
): Promise<ProvenPassword> {
  if (member.kind !== 'user') throw new Refusal('forbidden')
  const [present] = await desk.database.query<{ email: string; hash: string | null }>({
    name: 'present-password',
    text: PRESENT,
    values: [member.organization_id, member.user_id]
  })
  if (!present) throw new Refusal('not_authenticated')
  mustBeGoodPassword(change.password, present.email)

  const { email, hash } = present
  const replaces = await desk.throttle.attempt({ account: email, address }, async () =>
    (await desk.passwords.verify(hash, change.current_password)) ? hash : null
  )
  // Not 401: a stock client would take that as the end of its login.
  if (replaces === null) {
    const complaint = { path: 'current_password', message: 'is not the present password' }
    throw new Refusal('bad_data', { complaints: [complaint] })
  }
  return { replaces, hash: await desk.passwords.hash(change.password) }
}

const PRESENT = `
  select u.email, coalesce(m.password_hash, u.password_hash) as hash
  from members m join users u on u.id = m.user_id
  where m.organization_id = $1 and m.user_id = $2 and m.deleted_at is null`
