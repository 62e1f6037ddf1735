import type { Complaint } from '../../../src/platform/query/index.ts'

const NAMES = {
  bad_json: ['BadRequest', 400],
  bad_data: ['BadRequest', 400],
  not_authenticated: ['NotAuthenticated', 401],
  forbidden: ['Forbidden', 403],
  not_found: ['NotFound', 404],
  unknown_route: ['NotFound', 404],
  method_not_allowed: ['MethodNotAllowed', 405],
  too_large: ['PayloadTooLarge', 413],
  not_possible: ['Unprocessable', 422],
  too_many_requests: ['TooManyRequests', 429],
  internal: ['GeneralError', 500]
} as const

export type ApiReason = keyof typeof NAMES

/** The simulator's API says no, in the shape of the product's errors. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly reason: ApiReason
  readonly complaints: readonly Complaint[]

  constructor(reason: ApiReason, message: string, complaints: readonly Complaint[] = []) {
    super(message)
    this.reason = reason
    this.complaints = complaints
  }

  get status(): number {
    return NAMES[this.reason][1]
  }

  toJSON(): object {
    const [name, code] = NAMES[this.reason]
    const errors = this.complaints.length > 0 ? { errors: this.complaints } : {}
    return { name, message: this.message, code, className: hyphened(name), data: { reason: this.reason, ...errors } }
  }
}

function hyphened(name: string): string {
  return name.replace(/(?<=.)([A-Z])/g, '-$1').toLowerCase()
}
