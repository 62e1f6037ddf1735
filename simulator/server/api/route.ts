import type { Static, TSchema } from 'typebox'
import { compileReader } from '../../../src/platform/query/index.ts'
import { type Exchange, readBytes, reply } from '../exchange.ts'
import type { Line } from '../line.ts'
import type { Thread } from '../thread.ts'
import { ApiError } from './api-error.ts'

/** Where a request of the API landed. */
export interface Place {
  readonly line: Line
  /** The last name of the path: a kind, an id. */
  readonly name: string
  readonly exchange: Exchange
}

export interface PhonePlace extends Place {
  readonly thread: Thread
}

export type Handler<At extends Place> = (place: At) => Promise<void> | void

const MOST_JSON = 256 * 1024

/** Reads a body by its schema and answers with what the work gives: nothing is an empty object. */
export function taking<At extends Place, Schema extends TSchema>(
  schema: Schema,
  work: (place: At, data: Static<Schema>) => unknown,
  status = 200
): Handler<At> {
  const read = compileReader(schema)
  return async place => {
    const checked = read(await jsonOf(place.exchange))
    if (checked.kind === 'invalid') {
      const [first] = checked.complaints
      throw new ApiError('bad_data', first ? `${first.path}: ${first.message}` : 'Wrong.', checked.complaints)
    }
    reply(place.exchange, status, work(place, checked.value) ?? {})
  }
}

export function giving<At extends Place>(work: (place: At) => unknown): Handler<At> {
  return place => reply(place.exchange, 200, work(place) ?? {})
}

async function jsonOf(exchange: Exchange): Promise<unknown> {
  const source = (await readBytes(exchange, MOST_JSON)).toString()
  try {
    return JSON.parse(source)
  } catch {
    throw new ApiError('bad_json', 'The body is not valid JSON.')
  }
}
