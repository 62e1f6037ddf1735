import { AsyncLocalStorage } from 'node:async_hooks'
import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

const requests = new AsyncLocalStorage<string>()

/** Everything logged inside carries the id of the request. */
export function withRequestId<Result>(id: string, work: () => Result): Result {
  return requests.run(id, work)
}

export function currentRequestId(): string | undefined {
  return requests.getStore()
}

const SECRETS = [
  'authorization',
  'cookie',
  'password',
  'current_password',
  'password_hash',
  'token',
  'accessToken',
  'access_token',
  'apiKey',
  'api_key',
  'secret',
  'secret_hash',
  'app_secret',
  'verify_token',
  'auth_token',
  'credentials',
  'body',
  'values',
  'bindings',
  'parameters',
  'detail',
  'where'
]
const PATHS = [...SECRETS, '["x-api-key"]'].flatMap(name => {
  const step = name.startsWith('[') ? name : `.${name}`
  return [name, `*${step}`, `*.*${step}`, `*.*.*${step}`].map(path => path.replace(/^\./, ''))
})

/** A structured log of JSON lines. Secrets, bodies and what the database says of values never reach it. */
export function createLog(options: { level: string; destination?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: PATHS, censor: '[hidden]' },
    mixin: () => {
      const id = currentRequestId()
      return id ? { request_id: id } : {}
    }
  }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}
