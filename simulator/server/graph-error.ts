import type { Fields } from './fields.ts'

interface Entry {
  readonly status: number
  readonly title: string
  readonly transient?: boolean
}

/**
 * The provider's table of errors, as far as a business meets it.
 * Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
export const GRAPH_ERRORS: Readonly<Record<number, Entry>> = {
  0: { status: 401, title: 'AuthException' },
  1: { status: 400, title: 'API Unknown', transient: true },
  2: { status: 503, title: 'API Service', transient: true },
  3: { status: 500, title: 'API Method' },
  4: { status: 400, title: 'API Too Many Calls' },
  10: { status: 403, title: 'Permission Denied' },
  33: { status: 400, title: 'Parameter value is not valid' },
  100: { status: 400, title: 'Invalid parameter' },
  190: { status: 401, title: 'Access token has expired' },
  200: { status: 403, title: 'API Permission' },
  368: { status: 403, title: 'Temporarily blocked for policies violations' },
  80007: { status: 400, title: 'Rate limit issues' },
  130429: { status: 400, title: 'Rate limit hit' },
  130472: { status: 400, title: "User's number is part of an experiment" },
  130497: { status: 403, title: 'Business account is restricted from messaging users in this country.' },
  131000: { status: 500, title: 'Something went wrong' },
  131005: { status: 403, title: 'Access denied' },
  131008: { status: 400, title: 'Required parameter is missing' },
  131009: { status: 400, title: 'Parameter value is not valid' },
  131016: { status: 500, title: 'Service unavailable' },
  131021: { status: 400, title: 'Recipient cannot be sender' },
  131026: { status: 400, title: 'Message undeliverable' },
  131030: { status: 400, title: 'Recipient phone number not in allowed list' },
  131031: { status: 403, title: 'Account has been locked' },
  131037: { status: 400, title: 'WhatsApp provided number needs display name approval before message can be sent.' },
  131042: { status: 400, title: 'Business eligibility payment issue' },
  131045: { status: 500, title: 'Incorrect certificate' },
  131047: { status: 400, title: 'Re-engagement message' },
  131048: { status: 400, title: 'Spam rate limit hit' },
  131049: { status: 400, title: 'Meta chose not to deliver.' },
  131050: { status: 400, title: 'User has stopped marketing messages' },
  131051: { status: 400, title: 'Message type unknown' },
  131052: { status: 400, title: 'Media download error' },
  131053: { status: 400, title: 'Media upload error' },
  131056: { status: 400, title: '(Business Account, Consumer Account) pair rate limit hit' },
  131057: { status: 500, title: 'Account in maintenance mode' },
  131062: { status: 400, title: 'Business-scoped user id is not supported for this message' },
  132000: { status: 400, title: 'Template Param Count Mismatch' },
  132001: { status: 404, title: 'Template does not exist' },
  132005: { status: 400, title: 'Template Hydrated Text Too Long' },
  132007: { status: 400, title: 'Template Format Character Policy Violated' },
  132012: { status: 400, title: 'Template Parameter Format Mismatch' },
  132015: { status: 400, title: 'Template is Paused' },
  132016: { status: 400, title: 'Template is Disabled' },
  133004: { status: 503, title: 'Server Temporarily Unavailable' },
  133010: { status: 400, title: 'Phone number Not Registered' },
  135000: { status: 400, title: 'Generic user error' },
  137000: { status: 400, title: 'Recipient identity key hash mismatch' }
}

const UNKNOWN: Entry = { status: 400, title: 'Unknown error' }

interface Particulars {
  readonly subcode?: number
  readonly status?: number
  readonly retryAfter?: number
}

/** The provider says no. `code` decides; `details` say why in words. */
export class GraphError extends Error {
  override name = 'GraphError'
  readonly code: number
  readonly details: string
  readonly status: number
  readonly subcode: number | undefined
  readonly retryAfter: number | undefined

  constructor(code: number, details: string, { subcode, status, retryAfter }: Particulars = {}) {
    super(`(#${code}) ${titleOf(code)}`)
    this.code = code
    this.details = details
    this.status = status ?? entryOf(code).status
    this.subcode = subcode
    this.retryAfter = retryAfter
  }
}

/** As it stands in an answer of the Graph API. */
export function answerBody(error: GraphError, trace: string): Fields {
  return {
    error: {
      message: error.message,
      type: 'OAuthException',
      code: error.code,
      ...(error.subcode !== undefined && { error_subcode: error.subcode }),
      ...(entryOf(error.code).transient && { is_transient: true }),
      error_data: { messaging_product: 'whatsapp', details: error.details },
      fbtrace_id: trace
    }
  }
}

/** As it stands in the `errors` of a status or of a message that could not be shown. */
export function webhookError(code: number, details: string): Fields {
  return {
    code,
    title: titleOf(code),
    message: titleOf(code),
    error_data: { details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/'
  }
}

function titleOf(code: number): string {
  return entryOf(code).title
}

function entryOf(code: number): Entry {
  return GRAPH_ERRORS[code] ?? UNKNOWN
}
