import { Complaints, QueryError } from './complaint.ts'
import { readConditions } from './conditions.ts'
import { printOf, readCursor } from './cursor.ts'
import type { Condition, FindQuery } from './find-query.ts'
import { readLimit, readSelect, readSkip, readSort } from './page-options.ts'
import type { Reading } from './reading.ts'
import { type AnyResource, ownField } from './resource.ts'
import { isKeyed, type Keyed } from './shape.ts'
import { readValue, type Scalar, type Source } from './value.ts'

const PAGE_KEYS: ReadonlySet<string> = new Set(['$limit', '$skip', '$sort', '$select', '$cursor'])

/**
 * Reads the query of a find, as strings of a URL (`rest`) or as JSON (`socket`).
 * @throws QueryError that names every unknown field, operator and bad value.
 */
export function parseQuery(resource: AnyResource, raw: unknown, source: Source): FindQuery {
  const reading = begin(resource, source)
  const query = keyed(reading, raw)
  const limit = readLimit(reading, own(query, '$limit'))
  const skip = readSkip(reading, own(query, '$skip'))
  const sort = readSort(reading, own(query, '$sort'))
  const select = readSelect(reading, own(query, '$select'))
  const where = readConditions(reading, query, '', 0, PAGE_KEYS)
  const page: FindQuery = { limit, skip, sort, select, where }
  const cursor = own(query, '$cursor')
  const after = cursor === undefined ? undefined : readAfter(reading, query, page, cursor)
  finish(reading)
  return after ? { ...page, after } : page
}

/**
 * Reads conditions alone, as JSON: no page and no order.
 * @throws QueryError
 */
export function parseConditions(resource: AnyResource, raw: unknown): readonly Condition[] {
  const reading = begin(resource, 'socket')
  const where = readConditions(reading, keyed(reading, raw))
  finish(reading)
  return where
}

/**
 * Reads the query of a get, which has `$select` alone.
 * @throws QueryError
 */
export function parseSelect(resource: AnyResource, raw: unknown, source: Source): readonly string[] {
  const reading = begin(resource, source)
  const query = keyed(reading, raw)
  for (const key of Object.keys(query))
    if (key !== '$select') reading.complaints.add(key.slice(0, 60), 'is not known here')
  const select = readSelect(reading, own(query, '$select'))
  finish(reading)
  return select
}

/** Reads an id as a path or a socket brings it: undefined if no row can have it. */
export function parseId(resource: AnyResource, raw: unknown, source: Source): number | string | undefined {
  const field = ownField(resource, resource.idField)
  const id = field && readValue(field, raw, source)
  return typeof id === 'number' || typeof id === 'string' ? id : undefined
}

function begin(resource: AnyResource, source: Source): Reading {
  return { resource, source, complaints: new Complaints(), conditions: 0 }
}

function finish({ complaints }: Reading): void {
  if (complaints.list.length > 0) throw new QueryError(complaints.list)
}

function keyed(reading: Reading, raw: unknown): Keyed {
  if (raw === undefined) return {}
  if (isKeyed(raw)) return raw
  reading.complaints.add('query', 'must be an object')
  return {}
}

function own(query: Keyed, key: string): unknown {
  return Object.hasOwn(query, key) ? query[key] : undefined
}

function readAfter(reading: Reading, query: Keyed, page: FindQuery, cursor: unknown): Scalar[] | undefined {
  const { resource, complaints } = reading
  if (complaints.list.length > 0) return undefined
  if (Object.hasOwn(query, '$skip')) complaints.add('$cursor', 'and $skip exclude each other')
  const print = printOf(resource, page.sort, page.where)
  const after = typeof cursor === 'string' ? readCursor(resource, page.sort, print, cursor) : undefined
  if (!after) complaints.add('$cursor', 'is not a next_cursor of this query')
  return after
}
