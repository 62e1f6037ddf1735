import { createHmac } from 'node:crypto'
import { sha256 } from '../../secrets.ts'
import { decoded } from './target.ts'

/** The day, region and service that a signature counts for. */
export interface CredentialScope {
  readonly day: string
  readonly region: string
}

export interface Signable {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly signedHeaders: readonly string[]
  readonly payloadHash: string
}

/**
 * The text of a request that both sides sign.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function stringToSign(request: Signable, at: string, scope: CredentialScope): string {
  return ['AWS4-HMAC-SHA256', at, scopeText(scope), sha256(canonicalRequest(request))].join('\n')
}

export function scopeText({ day, region }: CredentialScope): string {
  return `${day}/${region}/s3/aws4_request`
}

/** In hexadecimal. */
export function signatureOf(text: string, secret: string, { day, region }: CredentialScope): string {
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`)
  return hmac(key, text).toString('hex')
}

function canonicalRequest({ method, path, query, headers, signedHeaders, payloadHash }: Signable): string {
  const lines = signedHeaders.map(
    name =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replace(/\s+/g, ' ')}`
  )
  return [
    method,
    path
      .split('/')
      .map(name => encode(decoded(name)))
      .join('/'),
    canonicalQuery(query),
    ...lines,
    '',
    signedHeaders.join(';'),
    payloadHash
  ].join('\n')
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([one, left], [other, right]) => order(one, other) || order(left, right))
    .map(pair => pair.join('='))
    .join('&')
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
