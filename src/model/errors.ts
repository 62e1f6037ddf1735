/** The catalogue of refusals: a stable reason, its HTTP code, and the sentence people read. */
export const ERRORS = {
  bad_request: { code: 400, message: 'The request cannot be understood.' },
  bad_json: { code: 400, message: 'The body is not valid JSON.' },
  bad_query: { code: 400, message: 'The query has an unknown field, operator or value.' },
  bad_data: { code: 400, message: 'The data has an unknown, missing or wrong field.' },
  bad_id: { code: 404, message: 'There is no such record.' },
  not_authenticated: { code: 401, message: 'Sign in first.' },
  bad_login: { code: 401, message: 'The e-mail or the password is wrong.' },
  token_expired: { code: 401, message: 'The session has ended. Sign in again.' },
  choose_organization: {
    code: 400,
    message: 'This person belongs to several organizations; name one in organization_id.'
  },
  forbidden: { code: 403, message: 'Your role does not allow this.' },
  wrong_organization: { code: 403, message: 'organization_id does not agree with the credential.' },
  not_found: { code: 404, message: 'There is no such record.' },
  unknown_route: { code: 404, message: 'There is no such address.' },
  method_not_allowed: { code: 405, message: 'This address does not offer that method.' },
  conflict: { code: 409, message: 'This would collide with another record.' },
  already_exists: { code: 409, message: 'Such a record exists already.' },
  still_in_use: { code: 409, message: 'Other records still need this one.' },
  already_merged: { code: 409, message: 'This contact is merged into another one already.' },
  same_contact: { code: 409, message: 'Both are the same contact.' },
  stale_version: { code: 409, message: 'Somebody changed this meanwhile. Read it again.' },
  idempotency_conflict: { code: 409, message: 'This idempotency key was used with another body.' },
  last_owner: { code: 409, message: 'An organization needs at least one owner.' },
  too_large: { code: 413, message: 'The body is too large.' },
  unsupported_media_type: { code: 415, message: 'Send JSON.' },
  outside_window: {
    code: 422,
    message: 'The customer wrote last more than 24 hours ago, so the channel takes only templates now.'
  },
  not_in_control: { code: 409, message: 'Somebody else holds the right to speak in this conversation.' },
  stale_control: { code: 409, message: 'Control changed after this answer was decided.' },
  blocked: { code: 422, message: 'This contact is blocked.' },
  opted_out: { code: 422, message: 'This contact does not want messages.' },
  channel_not_available: { code: 422, message: 'Channels of this type cannot be connected yet.' },
  channel_closed: { code: 422, message: 'This channel is switched off or deleted.' },
  wrong_channel: { code: 422, message: 'The contact has no address on that channel.' },
  unknown_template: { code: 422, message: 'The provider knows no template of this name in this language.' },
  template_not_approved: { code: 422, message: 'The provider has not approved this template, or has taken it back.' },
  template_mismatch: { code: 422, message: 'What is given does not fit the template.' },
  unknown_reference: { code: 422, message: 'A record this refers to does not exist.' },
  unreadable_text: { code: 422, message: 'The variables in this text cannot be read.' },
  broken_view: { code: 422, message: 'The filter of this view no longer makes sense. Save it again.' },
  media_unreachable: { code: 422, message: 'The file at media_url cannot be fetched, or is larger than 100 MB.' },
  file_type_not_allowed: { code: 422, message: 'Files of this type cannot be sent.' },
  file_too_large: { code: 422, message: 'The file is larger than its kind may be.' },
  file_quota_exceeded: { code: 422, message: 'The organization has no room for more files.' },
  unknown_upload: { code: 422, message: 'This key was never signed here, or it has been forgotten.' },
  file_missing: { code: 422, message: 'Nothing has been uploaded under this key.' },
  file_mismatch: { code: 422, message: 'What was uploaded is not what was signed for.' },
  not_possible: { code: 422, message: 'This is not possible in its present state.' },
  too_many_requests: { code: 429, message: 'Too many requests. Wait a moment.' },
  too_many_logins: { code: 429, message: 'Too many attempts. Wait before trying again.' },
  internal: { code: 500, message: 'Something went wrong on our side.' },
  unavailable: { code: 503, message: 'The server cannot do this right now. Try again.' }
} as const satisfies Record<string, { code: number; message: string }>

export type Reason = keyof typeof ERRORS

export interface Complaint {
  /** Where, as a path into query or data: `filter.status`, `files[0].file_size`. */
  readonly path: string
  readonly message: string
}

/** A rule of the product says no. Expected, public, and the same on every transport. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly reason: Reason
  readonly code: number
  readonly data: Readonly<Record<string, unknown>>
  readonly complaints: readonly Complaint[]

  constructor(
    reason: Reason,
    details: { message?: string; data?: Readonly<Record<string, unknown>>; complaints?: readonly Complaint[] } = {}
  ) {
    super(details.message ?? ERRORS[reason].message)
    this.reason = reason
    this.code = ERRORS[reason].code
    this.data = details.data ?? {}
    this.complaints = details.complaints ?? []
  }
}
