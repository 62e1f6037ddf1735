import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { equalInConstantTime } from '../../secrets.ts'
import { type CredentialScope, signatureOf, stringToSign } from './canonical.ts'
import { S3Refusal } from './s3-refusal.ts'
import type { Target } from './target.ts'

/** Who may sign, and for where. */
export interface Signer {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  now(): Date
}

interface Claim {
  readonly credential: string
  readonly at: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** What the signer says of the body: its hash in hexadecimal, or one of S3's words. */
  readonly payloadHash: string
  /** Seconds; null for a signature in the headers, which lives as long as clocks may differ. */
  readonly expires: number | null
}

const SKEW_MS = 15 * 60_000
const MOST_SECONDS = 7 * 86_400
export const UNSIGNED = 'UNSIGNED-PAYLOAD'

/**
 * Checks the signature of a request, in its headers or in its address. Answers what is signed about the body.
 * @throws S3Refusal, also for a request that is not signed
 */
export function mustBeSigned(request: IncomingMessage, target: Target, signer: Signer): string {
  const claim = target.query.has('X-Amz-Signature')
    ? claimInQuery(target.query, request.headers)
    : claimInHeaders(request.headers)
  const scope = mustBeScope(claim.credential, claim.at, signer)
  mustBeTimely(claim, signer.now())
  mustCover(claim, request.headers)
  const text = stringToSign(
    { ...claim, ...target, method: request.method ?? '', headers: request.headers },
    claim.at,
    scope
  )
  if (!equalInConstantTime(signatureOf(text, signer.secretAccessKey, scope), claim.signature))
    throw new S3Refusal('SignatureDoesNotMatch')
  return claim.payloadHash
}

/** @throws S3Refusal for another key, region, service or day */
export function mustBeScope(credential: string, at: string, signer: Signer): CredentialScope {
  const [accessKeyId, day = '', region, service, end, ...more] = credential.split('/')
  if (accessKeyId !== signer.accessKeyId) throw new S3Refusal('InvalidAccessKeyId')
  const fits = region === signer.region && service === 's3' && end === 'aws4_request' && more.length === 0
  if (!fits || !/^\d{8}$/.test(day) || !at.startsWith(day)) throw new S3Refusal('AuthorizationHeaderMalformed')
  return { day, region }
}

const HEADER = /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/

function claimInHeaders(headers: IncomingHttpHeaders): Claim {
  const [, credential, names, signature] = HEADER.exec(headers.authorization ?? '') ?? []
  if (!credential || !names || !signature) throw new S3Refusal('AccessDenied', 'the request is not signed')
  return {
    credential,
    signature,
    at: String(headers['x-amz-date'] ?? ''),
    signedHeaders: names.split(';'),
    payloadHash: String(headers['x-amz-content-sha256'] ?? ''),
    expires: null
  }
}

function claimInQuery(query: URLSearchParams, headers: IncomingHttpHeaders): Claim {
  const only = (name: string): string => {
    const [value, ...more] = query.getAll(name)
    if (value === undefined || more.length > 0) throw new S3Refusal('AuthorizationQueryParametersError')
    return value
  }
  if (only('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') throw new S3Refusal('AuthorizationQueryParametersError')
  const signedHeaders = only('X-Amz-SignedHeaders').split(';')
  const signedHash = signedHeaders.includes('x-amz-content-sha256') ? String(headers['x-amz-content-sha256']) : UNSIGNED
  return {
    credential: only('X-Amz-Credential'),
    signature: only('X-Amz-Signature'),
    at: only('X-Amz-Date'),
    signedHeaders,
    payloadHash: query.get('X-Amz-Content-Sha256') ?? signedHash,
    expires: Number(only('X-Amz-Expires'))
  }
}

function mustBeTimely({ at, expires }: Claim, now: Date): void {
  const signedAt = readAmzDate(at)
  const age = now.getTime() - signedAt
  if (expires === null) {
    if (!(Math.abs(age) <= SKEW_MS)) throw new S3Refusal('RequestTimeTooSkewed')
    return
  }
  if (!(expires >= 1 && expires <= MOST_SECONDS)) throw new S3Refusal('AuthorizationQueryParametersError')
  if (!(age <= expires * 1_000 && age >= -SKEW_MS)) throw new S3Refusal('AccessDenied', 'the request has expired')
}

/** In milliseconds; NaN for what is no time. */
export function readAmzDate(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  return parts ? Date.parse(`${parts.slice(1, 4).join('-')}T${parts.slice(4).join(':')}Z`) : Number.NaN
}

// A header that means something to S3 and is not signed could have been put there by anybody.
function mustCover({ signedHeaders, expires }: Claim, headers: IncomingHttpHeaders): void {
  if (!signedHeaders.includes('host')) throw new S3Refusal('AccessDenied', 'the host is not signed')
  for (const name of Object.keys(headers)) {
    if (!name.startsWith('x-amz-') || signedHeaders.includes(name)) continue
    if (expires !== null && name === 'x-amz-content-sha256') continue
    throw new S3Refusal('AccessDenied', `${name} is not signed`)
  }
}
