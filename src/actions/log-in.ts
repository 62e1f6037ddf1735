import type { Role } from '../model/actor.ts'
import { canonicalEmail } from '../model/email.ts'
import { Refusal } from '../model/errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Claims, Tokens } from '../platform/tokens.ts'
import { issueToken } from './access-token.ts'
import type { LocalAttempt } from './login-attempt.ts'
import type { LoginThrottle } from './login-throttle.ts'
import { MEMBER_COLUMNS, type MemberRow } from './member-row.ts'
import type { Passwords } from './passwords.ts'

/** What it takes to let somebody in. Made once per app, the same for every door. */
export interface FrontDesk {
  readonly database: Database
  readonly clock: Clock
  readonly tokens: Tokens
  readonly passwords: Passwords
  readonly throttle: LoginThrottle
}

/** What a stock Feathers authentication client expects. */
export interface LoginAnswer {
  readonly accessToken: string
  readonly authentication: { readonly strategy: 'local' | 'jwt'; readonly payload: Claims }
  readonly user: MemberRow
}

/** A login that nobody renews for this long is over. */
export const LOGIN_DAYS = 30

/**
 * Lets a person in by e-mail and password, into one organization. Whoever belongs to several names one.
 * @throws Refusal `bad_login`, `choose_organization` with the person's own, `wrong_organization`, `too_many_logins`
 */
export async function logIn(desk: FrontDesk, attempt: LocalAttempt, address: string): Promise<LoginAnswer> {
  const { email, password } = attempt
  const open = await desk.throttle.attempt({ account: email, address }, () => unlock(desk, attempt))
  if (!open) throw new Refusal('bad_login')

  const membership = choose(open, attempt.organization_id)
  const user = await beginLogin(desk, membership)
  if (!user) throw new Refusal('bad_login')
  await renewHash(desk, membership, password)
  return answer(desk, 'local', user.login_id, user.row)
}

interface Membership {
  readonly organization_id: number
  readonly name: string
  readonly user_id: number
  readonly role: Role
  /** What opens it: the organization's own password, else the person's. */
  readonly hash: string
  readonly is_own: boolean
}

/** The memberships that the password opens; null when there are none. A person of nowhere costs one hash, too. */
async function unlock(desk: FrontDesk, attempt: LocalAttempt): Promise<Membership[] | null> {
  const { password, organization_id } = attempt
  const values = [canonicalEmail(attempt.email)]
  const all = await desk.database.query<Membership>({ name: 'memberships', text: MEMBERSHIPS, values })
  const named = all.filter(each => each.organization_id === organization_id)
  const memberships = named.length > 0 ? named : all
  const hashes = [...new Set(memberships.map(each => each.hash))].slice(0, MOST_HASHES)
  const right = new Set<string>()
  for (const hash of hashes.length > 0 ? hashes : [null]) {
    if ((await desk.passwords.verify(hash, password)) && hash !== null) right.add(hash)
  }
  return right.size > 0 ? memberships.filter(each => right.has(each.hash)) : null
}

// A person has one password, and further ones only where an admin gave them.
const MOST_HASHES = 5

const MEMBERSHIPS = `
  select m.organization_id, o.name, m.user_id, m.role, coalesce(m.password_hash, u.password_hash) as hash,
    m.password_hash is null as is_own
  from users u
  join members m on m.user_id = u.id and m.deleted_at is null
  join organizations o on o.id = m.organization_id and o.deleted_at is null
  where u.email = $1::citext and coalesce(m.password_hash, u.password_hash) is not null
  order by m.organization_id`

function choose(open: readonly Membership[], organizationId: number | undefined): Membership {
  const [only] = open
  const chosen = organizationId === undefined ? only : open.find(each => each.organization_id === organizationId)
  if (!chosen) throw new Refusal('wrong_organization')
  if (organizationId === undefined && open.length > 1) {
    const organizations = open.map(({ organization_id, name, role }) => ({ id: organization_id, name, role }))
    throw new Refusal('choose_organization', { data: { organizations } })
  }
  return chosen
}

/**
 * Writes the login if the password that was checked still is the password: its lock waits for whoever is changing it
 * or removing the member, and they revoke after they have changed.
 */
async function beginLogin(desk: FrontDesk, { organization_id, user_id, hash }: Membership): Promise<Begun | null> {
  const now = desk.clock.now()
  const login_id = newId()
  const [row] = await desk.database.query<MemberRow>({
    name: 'begin-login',
    text: BEGIN,
    values: [organization_id, user_id, hash, login_id, now.toISOString(), lastDay(now)]
  })
  return row ? { login_id, row } : null
}

interface Begun {
  readonly login_id: string
  readonly row: MemberRow
}

const BEGIN = `
  with member as (
    select ${MEMBER_COLUMNS}
    from members m join users u on u.id = m.user_id
    where m.organization_id = $1 and m.user_id = $2 and m.deleted_at is null
      and coalesce(m.password_hash, u.password_hash) = $3
    for share of m, u
  ), login as (
    insert into logins (organization_id, id, user_id, created_at, expires_at)
    select organization_id, $4::uuid, id, $5::timestamptz, $6::timestamptz from member
  )
  select * from member`

export function lastDay(now: Date): string {
  return new Date(now.getTime() + LOGIN_DAYS * 86_400_000).toISOString()
}

/** Hashes of yesterday's cost are made anew while the password is at hand. */
async function renewHash(desk: FrontDesk, membership: Membership, password: string): Promise<void> {
  if (!desk.passwords.needsRehash(membership.hash)) return
  const { organization_id, user_id, hash, is_own } = membership
  const fresh = await desk.passwords.hash(password)
  if (is_own) {
    const text = 'update users set password_hash = $3 where id = $1 and password_hash = $2'
    await desk.database.query({ text, values: [user_id, hash, fresh] })
  } else {
    const text =
      'update members set password_hash = $4 where organization_id = $1 and user_id = $2 and password_hash = $3'
    await desk.database.query({ text, values: [organization_id, user_id, hash, fresh] })
  }
}

export async function answer(
  desk: FrontDesk,
  strategy: 'local' | 'jwt',
  loginId: string,
  user: MemberRow
): Promise<LoginAnswer> {
  const bearer = { organization_id: user.organization_id, user_id: user.id, login_id: loginId }
  const { accessToken, payload } = await issueToken(desk.tokens, bearer, desk.clock.now())
  return { accessToken, authentication: { strategy, payload }, user }
}
