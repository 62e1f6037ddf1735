import { webcrypto } from 'node:crypto'
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
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
  /** Signs claims. `iss`, `aud`, `iat`, `exp` and `jti` are never the caller's. */
  sign(claims: Claims, options: { expiresInSeconds: number; now: Date }): Promise<string>
  /**
   * The claims of a valid token, frozen. Clocks may differ by 30 s.
   * @throws TokenInvalid, TokenExpired
   */
  verify(token: string, now: Date): Promise<Claims>
}

const ALGORITHM = 'HS256'
const TYPE = 'parley+jwt'
const LEAST_SECRET_BYTES = 32
const MOST_CHARACTERS = 4_096
const LEEWAY_SECONDS = 30
const REMEMBERED = 10_000
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]{43}$/

interface Checked extends JWTPayload {
  readonly jti: string
  readonly iat: number
  readonly exp: number
}

/**
 * Makes and checks signed tokens of one algorithm, one type, one audience. Verified ones are remembered by their hash,
 * so that a request costs no second signature check; their times are checked every time.
 * @throws RangeError when the secret has less than 32 bytes
 */
export function createTokens(options: { secret: Uint8Array; issuer: string; audience: string }): Tokens {
  const { secret, issuer, audience } = options
  if (secret.length < LEAST_SECRET_BYTES) throw new RangeError(`tokens need a secret of ${LEAST_SECRET_BYTES} bytes`)
  const key = importKey(secret)
  const verified = new LRUCache<string, Checked>({ max: REMEMBERED })

  async function check(token: string, now: Date): Promise<Checked> {
    mustBePlain(token)
    const { payload } = await jwtVerify(token, await key, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer,
      audience,
      currentDate: now,
      clockTolerance: LEEWAY_SECONDS,
      requiredClaims: ['exp', 'iat', 'jti']
    }).catch(refuse)
    return freeze(mustBeInTime(mustBeChecked(payload), now))
  }

  return {
    async sign(claims, { expiresInSeconds, now }) {
      const issued = seconds(now)
      return new SignJWT({ ...claims, jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issued)
        .setExpirationTime(issued + expiresInSeconds)
        .sign(await key)
    },
    async verify(token, now) {
      if (token.length > MOST_CHARACTERS || !SHAPE.test(token)) throw new TokenInvalid('the token has another form')
      const hash = sha256(token)
      const kept = verified.get(hash)
      if (kept) return mustBeInTime(kept, now)
      const fresh = await check(token, now)
      verified.set(hash, fresh)
      return fresh
    }
  }
}

function importKey(secret: Uint8Array): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
}

function refuse(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw new TokenExpired(mustBeChecked(error.payload))
  throw new TokenInvalid('the token does not verify', { cause: error })
}

// No key or key address from the header (jku, jwk, x5u, kid), and one spelling per signature: its last letter has two spare bits.
function mustBePlain(token: string): void {
  const signature = token.slice(token.lastIndexOf('.') + 1)
  const isCanonical = Buffer.from(signature, 'base64url').toString('base64url') === signature
  if (!isCanonical || headerOf(token).some(field => field !== 'alg' && field !== 'typ'))
    throw new TokenInvalid('the token has another form')
}

function headerOf(token: string): string[] {
  try {
    return Object.keys(decodeProtectedHeader(token))
  } catch (cause) {
    throw new TokenInvalid('the token has no header', { cause })
  }
}

function mustBeChecked(payload: JWTPayload): Checked {
  if (isChecked(payload)) return payload
  throw new TokenInvalid('the token lacks its id or its times')
}

function isChecked(payload: JWTPayload): payload is Checked {
  return [payload.iat, payload.exp].every(Number.isFinite) && typeof payload.jti === 'string' && payload.jti !== ''
}

function mustBeInTime(claims: Checked, now: Date): Checked {
  const time = seconds(now)
  if (claims.exp <= time - LEEWAY_SECONDS) throw new TokenExpired(claims)
  if (Math.max(claims.iat, claims.nbf ?? 0) > time + LEEWAY_SECONDS)
    throw new TokenInvalid('the token is not valid yet')
  return claims
}

// Remembered claims are shared by all requests with the token.
function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) freeze(inner)
  return Object.freeze(value)
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1_000)
}
