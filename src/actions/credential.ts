import { Refusal } from '../model/errors.ts'
import { checksumHolds } from '../platform/secrets.ts'

/** What a caller shows, on whichever door. */
export type Credential =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'api_key'; readonly key: string }

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

export const API_KEY_PREFIX = 'parley_live'
const API_KEY = new RegExp(`^${API_KEY_PREFIX}_[0-9A-Za-z]{38}$`)
const MOST_CHARACTERS = 4_096

/** Could this have been issued here? Answered by the key's checksum, without asking the database. */
export function isWellFormedKey(key: string): boolean {
  return API_KEY.test(key) && checksumHolds(key)
}

/**
 * The one credential of a request or of a socket's handshake: `Authorization: Bearer`, `x-api-key`, or the
 * handshake's `auth` `{ token }`, `{ accessToken }`, `{ apiKey }`. null: none was shown. Addresses and cookies are
 * never read.
 * @throws Refusal `not_authenticated` for another scheme, another shape, or two credentials that differ
 */
export function readCredential(headers: Headers, auth?: unknown): Credential | null {
  const shown = [fromAuthorization(headers['authorization']), fromHeader(headers['x-api-key']), ...fromHandshake(auth)]
  const [first, ...others] = shown.filter(each => each !== null)
  if (!first) return null
  if (others.some(other => textOf(other) !== textOf(first))) throw new Refusal('not_authenticated')
  return first
}

function textOf(credential: Credential): string {
  return credential.kind === 'token' ? credential.token : credential.key
}

function fromAuthorization(value: unknown): Credential | null {
  if (isAbsent(value)) return null
  const match = /^Bearer +(\S+)$/i.exec(bounded(value).trim())
  if (!match?.[1]) throw new Refusal('not_authenticated')
  return either(match[1])
}

function fromHeader(value: unknown): Credential | null {
  return isAbsent(value) ? null : { kind: 'api_key', key: bounded(value) }
}

function fromHandshake(auth: unknown): (Credential | null)[] {
  if (typeof auth !== 'object' || auth === null) return []
  const read = (name: string): unknown => (Object.hasOwn(auth, name) ? Reflect.get(auth, name) : undefined)
  const tokens = [read('token'), read('accessToken')]
  return [...tokens.map(token => (isAbsent(token) ? null : either(bounded(token)))), fromHeader(read('apiKey'))]
}

/** A bearer is a key when it begins like one. */
function either(text: string): Credential {
  return text.startsWith(`${API_KEY_PREFIX}_`) ? { kind: 'api_key', key: text } : { kind: 'token', token: text }
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function bounded(value: unknown): string {
  if (typeof value !== 'string' || value.length > MOST_CHARACTERS) throw new Refusal('not_authenticated')
  return value
}
