import { AsyncLocalStorage } from 'node:async_hooks'
import { type DestinationStream, pino } from 'pino'
import { redact, redactText } from './redact.ts'

/** A structured log: one JSON line per call, secrets and bodies taken out, the request's id put in. */
export interface Log {
  trace: LogLine
  debug: LogLine
  info: LogLine
  warn: LogLine
  error: LogLine
  fatal: LogLine
  /** A log that adds these fields to each of its lines. */
  child(fields: object): Log
}

/** Fields (or an error, which is put under `err`) and a sentence; or the sentence alone. */
export type LogLine = (fields: object | string, sentence?: string) => void

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

const requests = new AsyncLocalStorage<string>()

/** Runs a function so that all it logs carries this request id, and `currentRequestId` knows it. */
export function withRequestId<T>(id: string, run: () => T): T {
  return requests.run(id, run)
}

export function currentRequestId(): string | undefined {
  return requests.getStore()
}

/** Makes a log. `destination`: where lines go; absent: the standard output. */
export function createLog(options: { level: LogLevel; destination?: DestinationStream }): Log {
  const root = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      serializers: { err: same },
      mixin: () => requestFields(currentRequestId()),
      hooks: {
        logMethod(args, method) {
          const [fields, ...rest] = args
          method.apply(this, fitForLog(fields, rest))
        }
      }
    },
    options.destination ?? pino.destination({ dest: 1, sync: true })
  )
  return hideChildFields(root)
}

type Args = [fields: object, sentence?: string, ...rest: unknown[]]

function fitForLog(fields: unknown, rest: readonly unknown[]): Args {
  if (typeof fields === 'string') return [{}, redactText(fields), ...rest.map(redact)]
  const [sentence = fields instanceof Error ? fields.message : undefined, ...others] = rest
  const body = redact(fields instanceof Error ? { err: fields } : fields)
  return [typeof body === 'object' && body !== null ? body : {}, textOf(sentence), ...others.map(redact)]
}

function textOf(sentence: unknown): string {
  return typeof sentence === 'string' ? redactText(sentence) : ''
}

// Pino forgets its formatter of bindings in a child, so fields are redacted before pino sees them.
function hideChildFields(log: Log & { child(fields: object): Log }): Log {
  const bear = log.child
  log.child = function (this: Log, fields: object) {
    const hidden = redact(fields)
    return bear.call(this, typeof hidden === 'object' && hidden !== null ? hidden : {})
  }
  return log
}

function requestFields(id: string | undefined): object {
  return id === undefined ? {} : { request_id: id }
}

function same<T>(value: T): T {
  return value
}
