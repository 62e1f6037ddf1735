import type { Field, Kind } from './field.ts'

/** `rest`: everything is a string and is read by the kind of its field. `socket`: JSON, with the right type. */
export type Source = 'rest' | 'socket'

export type Scalar = string | number | boolean | null
export type Value = Scalar | readonly Scalar[]

/** Not a value of this field, and what would be one. */
export class Wrong {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

export const LONGEST_TEXT = 1000

/** Digits of an integer within ±(2^53 − 1), written in the one canonical way. */
export const INTEGER =
  /^(?:0|-?(?:[1-9]\d{0,14}|[1-8]\d{15}|900[0-6]\d{12}|90070\d{11}|90071[0-8]\d{10}|900719[0-8]\d{9}|9007199[01]\d{8}|90071992[0-4]\d{7}|900719925[0-3]\d{6}|9007199254[0-6]\d{5}|90071992547[0-3]\d{4}|9007199254740[0-8]\d{2}|90071992547409[0-8]\d|900719925474099[01]))$/

/** A day, or a moment with its zone. PostgreSQL takes zones up to 15:59 and no year 0. */
export const TIME =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))?$/

export const UUID = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/

const WRONG = {
  null: new Wrong('is never null'),
  integer: new Wrong('must be an integer'),
  time: new Wrong('must be a day or a moment with its zone, in ISO 8601'),
  boolean: new Wrong('must be true or false'),
  uuid: new Wrong('must be a UUID'),
  text: new Wrong(`must be a text of at most ${LONGEST_TEXT} characters, without NUL`),
  json: new Wrong('cannot be filtered')
}

/** Reads one value as its field understands it. Nothing is coerced but the strings of a URL. */
export function readValue(field: Field, raw: unknown, source: Source): Scalar | Wrong {
  if (isNull(field, raw, source)) return field.nullable ? null : WRONG.null
  return READERS[field.kind](raw, field, source)
}

/** A URL says `null`, and the stock REST client says nothing at all; on texts both are themselves. */
function isNull(field: Field, raw: unknown, source: Source): boolean {
  if (raw === null) return true
  return source === 'rest' && field.nullable && field.kind !== 'text' && (raw === 'null' || raw === '')
}

type Reader = (raw: unknown, field: Field, source: Source) => Scalar | Wrong

const READERS: Readonly<Record<Kind, Reader>> = {
  integer(raw) {
    if (typeof raw === 'number') return Number.isSafeInteger(raw) ? raw : WRONG.integer
    return typeof raw === 'string' && INTEGER.test(raw) ? Number(raw) : WRONG.integer
  },
  time: raw => (typeof raw === 'string' && TIME.test(raw) && isDay(raw) ? raw : WRONG.time),
  uuid: raw => (typeof raw === 'string' && UUID.test(raw) ? raw.toLowerCase() : WRONG.uuid),
  boolean(raw, _field, source) {
    if (source === 'socket') return typeof raw === 'boolean' ? raw : WRONG.boolean
    return raw === 'true' ? true : raw === 'false' ? false : WRONG.boolean
  },
  text(raw, { shortest = 0 }) {
    if (typeof raw !== 'string' || raw.includes('\0') || isLonger(raw, LONGEST_TEXT)) return WRONG.text
    return isLonger(raw, shortest - 1) ? raw : new Wrong(`must have at least ${shortest} characters`)
  },
  choice(raw, { choices = [] }) {
    return typeof raw === 'string' && choices.includes(raw) ? raw : new Wrong(`must be one of ${choices.join(', ')}`)
  },
  json: () => WRONG.json
}

/** Counts characters as JSON Schema does: by code points. */
function isLonger(text: string, most: number): boolean {
  if (text.length <= most) return false
  return text.length > 2 * most || [...text].length > most
}

/** The calendar knows the day: V8 takes February 30th for March 2nd. */
function isDay(time: string): boolean {
  const day = time.slice(0, 10)
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)
}
