import { createHash } from 'node:crypto'
import { type Field, isRanked } from './field.ts'
import type { Condition } from './find-query.ts'
import { type AnyResource, ownField, type SortKey } from './resource.ts'
import { readValue, type Scalar, Wrong } from './value.ts'

const VERSION = 1
const LONGEST_CURSOR = 10_000

/** Where a page ended: the version, a print of the query it belongs to, and the sort values of its last row. */
export function writeCursor(print: string, values: readonly Scalar[]): string {
  return Buffer.from(JSON.stringify([VERSION, print, ...values])).toString('base64url')
}

/** The sort values, or undefined if this is no cursor of this query. */
export function readCursor(
  resource: AnyResource,
  sort: readonly SortKey[],
  print: string,
  cursor: string
): Scalar[] | undefined {
  const content = decode(cursor)
  if (!Array.isArray(content) || content.length !== sort.length + 2) return undefined
  if (content[0] !== VERSION || content[1] !== print) return undefined
  const values: Scalar[] = []
  for (const [index, [name]] of sort.entries()) {
    const value = readSortValue(resource, name, content[index + 2])
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

/** A short hash of the order and the filter: a cursor of another query must not be taken for one of this. */
export function printOf(resource: AnyResource, sort: readonly SortKey[], where: readonly Condition[]): string {
  const conditions = where.map(condition => JSON.stringify(condition)).sort()
  return createHash('sha256')
    .update(JSON.stringify([resource.table, sort, conditions]))
    .digest('base64url')
    .slice(0, 10)
}

/** Rank of a choice in its list; every other field is its own sort value. */
export function sortValue(resource: AnyResource, name: string, value: unknown): Scalar {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  const field = ownField(resource, name)
  if (field && isRanked(field)) return rankOf(field, value)
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value)
}

function readSortValue(resource: AnyResource, name: string, raw: unknown): Scalar | undefined {
  const field = ownField(resource, name)
  if (!field || (raw === null && !field.nullable)) return undefined
  if (raw === null) return null
  if (isRanked(field)) return Number.isSafeInteger(raw) ? Number(raw) : undefined
  // A row may hold a longer text than a query may ask for.
  if (field.kind === 'text') return typeof raw === 'string' && !raw.includes('\0') ? raw : undefined
  const value = readValue(field, raw, 'socket')
  return value instanceof Wrong ? undefined : value
}

/** Agrees with `rankIn` of the SQL: a value outside the list is null where the field may be, else before all others. */
function rankOf(field: Field, value: unknown): number | null {
  const rank = (field.choices ?? []).indexOf(String(value)) + 1
  return rank === 0 && field.nullable ? null : rank
}

function decode(cursor: string): unknown {
  if (cursor.length > LONGEST_CURSOR || !/^[\w-]+$/.test(cursor)) return undefined
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}
