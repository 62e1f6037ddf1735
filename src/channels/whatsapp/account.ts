import { Type } from 'typebox'
import type { Account } from '../channel.ts'
import { text } from '../reading.ts'

const closed = { additionalProperties: false } as const
const secret = Type.String({ minLength: 1, maxLength: 1_024 })
const graphId = Type.String({ pattern: '^[0-9]{1,32}$' })

/** What Meta's dashboard shows of a number and its app; all of it write-only. */
export const credentials = Type.Object(
  {
    phone_number_id: graphId,
    waba_id: Type.Optional(graphId),
    access_token: secret,
    app_secret: secret,
    verify_token: Type.Optional(secret)
  },
  closed
)

export const DEFAULT_API_BASE_URL = 'https://graph.facebook.com'
// A version lives for about two years; those seen in 2026 are v21 to v26.
export const DEFAULT_API_VERSION = 'v25.0'

// What a number may do before Meta raises it, to 1,000 at most; one shared with the phone app may do 20.
export const DEFAULT_RATE_PER_SECOND = 80

export const settings = Type.Object(
  {
    api_base_url: Type.Optional(
      Type.String({ pattern: '^https?://[^\\s?#]*[^\\s/?#]$', maxLength: 256, default: DEFAULT_API_BASE_URL })
    ),
    api_version: Type.Optional(Type.String({ pattern: '^v[0-9]{1,3}\\.[0-9]$', default: DEFAULT_API_VERSION })),
    rate_per_second: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: DEFAULT_RATE_PER_SECOND })),
    // Off: the provider alone counts how often one person is spoken to.
    pair_rate: Type.Optional(Type.Boolean({ default: true })),
    // Blue ticks for customers whom somebody has read.
    read_marks: Type.Optional(Type.Boolean({ default: true })),
    // By links to them, by uploads, or by uploads where our links can be followed from inside alone.
    outgoing_media: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Literal('link'), Type.Literal('upload')], { default: 'auto' })
    )
  },
  closed
)

/** The address of a node of the Graph API, in the account's version. */
export function graphUrl(account: Account, ...path: readonly string[]): string {
  const version = text(account.settings['api_version']) ?? DEFAULT_API_VERSION
  return [apiBaseUrl(account), version, ...path.map(encodeURIComponent)].join('/')
}

export function apiBaseUrl(account: Account): string {
  return (text(account.settings['api_base_url']) ?? DEFAULT_API_BASE_URL).replace(/\/+$/, '')
}

export function endpointOf(account: Account): string {
  return account.credentials['phone_number_id'] ?? account.endpoint
}

/** Sent to Meta's hosts alone. */
export function bearer(account: Account): { authorization: string } {
  return { authorization: `Bearer ${account.credentials['access_token'] ?? ''}` }
}
