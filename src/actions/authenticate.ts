import { type FrontDesk, type LoginAnswer, logIn } from './log-in.ts'
import { readLoginAttempt } from './login-attempt.ts'
import { renewLogin } from './renew-login.ts'

/**
 * The one way in, for `POST /authentication` and for sockets: `{ strategy: 'local', email, password,
 * organization_id? }`, or `{ strategy: 'jwt', accessToken }` to go on.
 * @throws Refusal `bad_data` and whatever `logIn` and `renewLogin` throw
 */
export function authenticate(desk: FrontDesk, data: unknown, address: string): Promise<LoginAnswer> {
  const attempt = readLoginAttempt(data)
  return attempt.strategy === 'local' ? logIn(desk, attempt, address) : renewLogin(desk, attempt)
}
