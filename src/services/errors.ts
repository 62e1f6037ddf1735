import {
  BadRequest,
  Conflict,
  FeathersError,
  Forbidden,
  GeneralError,
  MethodNotAllowed,
  NotAuthenticated,
  NotFound,
  TooManyRequests,
  Unavailable,
  Unprocessable
} from '@feathersjs/errors'
import { ERRORS, type Reason, Refusal } from '../model/errors.ts'
import { ObjectStoreUnavailable } from '../platform/object-store/index.ts'
import { QueryError } from '../platform/query/index.ts'
import { SecretUnreadable } from '../platform/secrets.ts'

/** The one place where anything thrown becomes what the outside may see. Unknown errors become a bare 500. */
export function toPublic(error: unknown, requestId: string): FeathersError {
  // A call's error is shown once by its hook and comes by here again on its way out over HTTP.
  if (error instanceof FeathersError && shown.has(error)) return error
  const refusal = refusalOf(error)
  const complaints = refusal.complaints.length > 0 ? [...refusal.complaints] : undefined
  const data = {
    ...refusal.data,
    reason: refusal.reason,
    request_id: requestId,
    ...(complaints && { errors: complaints })
  }
  const made = make(refusal.code, refusal.message, data)
  shown.add(made)
  return made
}

const shown = new WeakSet<FeathersError>()

/** Is it our fault? Then it is logged as an error, with its cause. */
export function isOurFault(error: unknown): boolean {
  return refusalOf(error).code >= 500
}

type Make = new (message: string, data: object) => FeathersError

const CLASSES: Readonly<Record<number, Make>> = {
  400: BadRequest,
  401: NotAuthenticated,
  403: Forbidden,
  404: NotFound,
  405: MethodNotAllowed,
  409: Conflict,
  422: Unprocessable,
  429: TooManyRequests,
  500: GeneralError,
  503: Unavailable
}

function make(code: number, message: string, data: object): FeathersError {
  const Class = CLASSES[code]
  if (Class) return new Class(message, data)
  return new FeathersError(
    message,
    code === 413 ? 'PayloadTooLarge' : 'UnsupportedMediaType',
    code,
    code === 413 ? 'payload-too-large' : 'unsupported-media-type',
    data
  )
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof QueryError)
    return new Refusal('bad_query', { message: sentence(error), complaints: error.complaints })
  if (error instanceof FeathersError) return new Refusal(REASON_OF_CODE[error.code] ?? 'internal')
  if (error instanceof SecretUnreadable || error instanceof ObjectStoreUnavailable) return new Refusal('unavailable')
  if (error instanceof Error) return refusalOfDatabase(error) ?? refusalOfHttp(error) ?? new Refusal('internal')
  return new Refusal('internal')
}

function sentence(error: QueryError): string {
  const [first] = error.complaints
  return first ? `${first.path}: ${first.message}` : ERRORS.bad_query.message
}

const REASON_OF_CODE: Readonly<Record<number, Reason>> = {
  400: 'bad_request',
  401: 'not_authenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported_media_type',
  422: 'not_possible',
  429: 'too_many_requests',
  503: 'unavailable'
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const REASON_OF_SQLSTATE: readonly (readonly [RegExp, Reason])[] = [
  [/^23505$/, 'already_exists'],
  [/^23503$/, 'unknown_reference'],
  [/^23(502|514)$/, 'bad_data'],
  [/^22/, 'bad_request'],
  [/^40/, 'conflict'],
  [/^(57|53|08|55P03)/, 'unavailable']
]

function refusalOfDatabase(error: Error): Refusal | null {
  const code = 'code' in error ? String(error.code) : ''
  const found = REASON_OF_SQLSTATE.find(([pattern]) => /^[0-9A-Z]{5}$/.test(code) && pattern.test(code))
  if (found) return new Refusal(found[1])
  const away = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT)$/.test(code) || error.name === 'KnexTimeoutError'
  return away || /connection terminated|timeout exceeded/i.test(error.message) ? new Refusal('unavailable') : null
}

/** Koa and its body parser say `expose` of what the client did wrong. */
function refusalOfHttp(error: Error): Refusal | null {
  const status = 'status' in error ? Number(error.status) : 0
  if (status === 413) return new Refusal('too_large')
  if (status === 415) return new Refusal('unsupported_media_type')
  if (status === 400)
    return new Refusal(error instanceof SyntaxError || /json/i.test(error.message) ? 'bad_json' : 'bad_request')
  return null
}
