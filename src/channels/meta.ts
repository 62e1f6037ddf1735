import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Account, Headers, ProviderResponse } from './channel.ts'
import { number, record, scalar, text } from './reading.ts'

/**
 * The answer to Meta's question whether a callback is ours: the challenge, if it knows our verify token.
 * Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
export function handshake(query: URLSearchParams, account: Account): string | undefined {
  const expected = text(account.credentials['verify_token'])
  const given = query.get('hub.verify_token')
  const challenge = query.get('hub.challenge')
  if (query.get('hub.mode') !== 'subscribe' || !expected || !given || !challenge) return undefined
  return isSame(given, expected) ? challenge : undefined
}

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i

/**
 * Verifies `X-Hub-Signature-256` over the bytes as they came: Meta escapes what it signs, so JSON written anew has
 * another signature. False without a secret, without one well-formed header, and for any other body.
 */
export function authenticate(raw: Uint8Array, headers: Headers, account: Account): boolean {
  const secret = text(account.credentials['app_secret'])
  const signature = SIGNATURE.exec(single(headers['x-hub-signature-256']) ?? '')?.[1]
  if (!secret || !signature) return false
  return timingSafeEqual(createHmac('sha256', secret).update(raw).digest(), Buffer.from(signature, 'hex'))
}

function single(header: string | string[] | undefined): string | undefined {
  if (Array.isArray(header)) return header.length === 1 ? text(header[0]) : undefined
  return text(header)
}

/** Digests have one length, so that the comparison tells nothing about the token's. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}

/** What the Graph API says when it refuses, in a body or in an `errors` list of a webhook. */
export interface GraphError {
  readonly code: number
  readonly subcode: number | undefined
  /** `error_data.details` where given: titles change, details say what is wrong. */
  readonly message: string
  readonly transient: boolean
}

/** Source: https://developers.facebook.com/docs/graph-api/guides/error-handling */
export function graphError(value: unknown): GraphError | undefined {
  const error = record(value)
  const code = number(error['code'])
  if (code === undefined) return undefined
  const details = text(record(error['error_data'])['details'])
  return {
    code,
    subcode: number(error['error_subcode']),
    message: details ?? text(error['message']) ?? text(error['title']) ?? `Error ${code}`,
    transient: error['is_transient'] === true
  }
}

/** The fields of an answer; undefined when it is not a JSON object. */
export function answerOf({ body }: ProviderResponse): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? record(value) : undefined
  } catch {
    return undefined
  }
}

/** `Retry-After` in milliseconds: seconds, or a date seen from the answer's own `Date`. */
export function retryAfter(headers: Readonly<Record<string, string>>): number | undefined {
  const wish = scalar(headers['retry-after'])
  if (wish === undefined) return undefined
  if (/^\d{1,9}$/.test(wish)) return Number(wish) * 1_000
  const wait = Date.parse(wish) - Date.parse(headers['date'] ?? '')
  return Number.isFinite(wait) ? Math.max(wait, 0) : undefined
}
