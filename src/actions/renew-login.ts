import { Refusal } from '../model/errors.ts'
import { readRenewableToken } from './access-token.ts'
import { answer, type FrontDesk, LOGIN_DAYS, type LoginAnswer, lastDay } from './log-in.ts'
import type { Renewal } from './login-attempt.ts'
import { MEMBER_COLUMNS, type MemberRow } from './member-row.ts'

const DAY_MS = 86_400_000

/**
 * Gives a fresh token for one of a login that still lives, even if that one has run out: a stock client that was
 * away comes back with the token it stored. A login lives 30 days after it was last renewed, to the day.
 * @throws Refusal `not_authenticated`, `token_expired`
 */
export async function renewLogin(desk: FrontDesk, { accessToken }: Renewal): Promise<LoginAnswer> {
  const now = desk.clock.now()
  const { organization_id, user_id, login_id } = await readRenewableToken(desk.tokens, accessToken, now)
  const values = [organization_id, login_id, user_id]
  const [found] = await desk.database.query<Living>({ name: 'living-login', text: LIVING, values })
  if (!found) throw new Refusal('not_authenticated')

  const { login_expires_at, ...user } = found
  const end = Date.parse(login_expires_at)
  if (end <= now.getTime()) throw new Refusal('token_expired')
  if (end < now.getTime() + (LOGIN_DAYS - 1) * DAY_MS) {
    await desk.database.query({ name: 'slide-login', text: SLIDE, values: [...values, lastDay(now)] })
  }
  return answer(desk, 'jwt', login_id, user)
}

type Living = MemberRow & { readonly login_expires_at: string }

const LIVING = `
  select l.expires_at as login_expires_at, ${MEMBER_COLUMNS}
  from logins l
  join members m on m.organization_id = l.organization_id and m.user_id = l.user_id and m.deleted_at is null
  join organizations o on o.id = l.organization_id and o.deleted_at is null
  join users u on u.id = l.user_id
  where l.organization_id = $1 and l.id = $2 and l.user_id = $3 and l.revoked_at is null`

const SLIDE = `
  update logins set expires_at = greatest(expires_at, $4)
  where organization_id = $1 and id = $2 and user_id = $3 and revoked_at is null`
