import { Refusal } from '../model/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { type Claims, TokenExpired, TokenInvalid, type Tokens } from '../platform/tokens.ts'

// With the 30 s by which clocks of verifiers may differ, a quarter of an hour.
const LIFE_SECONDS = 870
// The life of a login: who comes back later signs in again.
const MOST_AGE_SECONDS = 30 * 86_400

/** Whose token it is. The row of the login decides whether it still holds. */
export interface Bearer {
  readonly organization_id: number
  readonly user_id: number
  readonly login_id: string
}

export interface AccessToken {
  readonly accessToken: string
  readonly payload: Claims
}

export async function issueToken(tokens: Tokens, bearer: Bearer, now: Date): Promise<AccessToken> {
  const claims = { sub: String(bearer.user_id), org: bearer.organization_id, sid: bearer.login_id }
  const accessToken = await tokens.sign(claims, { expiresInSeconds: LIFE_SECONDS, now })
  return { accessToken, payload: await tokens.verify(accessToken, now) }
}

/** @throws Refusal `not_authenticated`, `token_expired` */
export async function readToken(tokens: Tokens, token: string, now: Date): Promise<Bearer> {
  return bearerOf(await tokens.verify(token, now).catch(refuse))
}

/**
 * The same for a token that may have run out less than 30 days ago. For renewing a login, and nothing else.
 * @throws Refusal `not_authenticated`, `token_expired`
 */
export async function readRenewableToken(tokens: Tokens, token: string, now: Date): Promise<Bearer> {
  const claims = await tokens.verify(token, now).catch(error => {
    if (error instanceof TokenExpired && ageOf(error.claims, now) < MOST_AGE_SECONDS) return error.claims
    return refuse(error)
  })
  return bearerOf(claims)
}

function ageOf(claims: Claims, now: Date): number {
  const exp = claims['exp']
  return typeof exp === 'number' ? now.getTime() / 1_000 - exp : Number.POSITIVE_INFINITY
}

function bearerOf({ sub, org, sid }: Claims): Bearer {
  const user = typeof sub === 'string' && /^[1-9]\d{0,15}$/.test(sub) ? Number(sub) : 0
  if (!Number.isSafeInteger(user) || user < 1 || !isId(org) || !isUuid(sid)) throw new Refusal('not_authenticated')
  return { organization_id: org, user_id: user, login_id: sid }
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

function refuse(error: unknown): never {
  if (error instanceof TokenExpired) throw new Refusal('token_expired')
  if (error instanceof TokenInvalid) throw new Refusal('not_authenticated')
  throw error
}
