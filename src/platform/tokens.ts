import { errors, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { sha256 } from './secrets.ts'

/** A token that is not ours, was changed, or says something it may not. */
export class TokenInvalid extends Error {
  override name = 'TokenInvalid'
}

/** It was ours, and its time is over. */
export class TokenExpired extends Error {
  override name = 'TokenExpired'
  readonly claims: Claims
  constructor(claims: Claims) {
    super('the token has expired')
    this.claims = claims
  }
}

export type Claims = Readonly<Record<string, unknown>>

export interface Tokens {
  sign(claims: Claims, options: { expiresInSeconds: number; now: Date }): Promise<string>
  /** @throws TokenInvalid, TokenExpired */
  verify(token: string, now: Date): Promise<Claims>
}

const ALGORITHM = 'HS256'
const TYPE = 'parley+jwt'
const MOST_CHARACTERS = 4_096
const LEEWAY_SECONDS = 30
const REMEMBERED = 10_000

/** Signed tokens of one algorithm, one type, one audience. Verified ones are remembered for as long as they hold. */
export function createTokens(options: { secret: Buffer; issuer: string; audience: string }): Tokens {
  const { secret, issuer, audience } = options
  const verified = new LRUCache<string, { claims: Claims; exp: number }>({ max: REMEMBERED })

  async function check(token: string, now: Date): Promise<{ claims: Claims; exp: number }> {
    try {
      const { payload } = await jwtVerify(token, secret, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer,
        audience,
        currentDate: now,
        clockTolerance: LEEWAY_SECONDS,
        requiredClaims: ['exp', 'iat', 'jti']
      })
      return { claims: payload, exp: payload.exp ?? 0 }
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new TokenExpired(error.payload)
      throw new TokenInvalid('the token does not verify', { cause: error })
    }
  }

  return {
    sign: (claims, { expiresInSeconds, now }) => {
      const issued = Math.floor(now.getTime() / 1_000)
      return new SignJWT({ ...claims, jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issued)
        .setExpirationTime(issued + expiresInSeconds)
        .sign(secret)
    },
    async verify(token, now) {
      if (token.length > MOST_CHARACTERS) throw new TokenInvalid('the token is too long')
      const key = sha256(token)
      const kept = verified.get(key)
      if (kept && now.getTime() / 1_000 < kept.exp) return kept.claims
      const fresh = await check(token, now)
      verified.set(key, fresh)
      return fresh.claims
    }
  }
}
