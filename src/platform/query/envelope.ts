import { MOST_COUNTED, TOTAL } from './compile.ts'
import { printOf, sortValue, writeCursor } from './cursor.ts'
import type { FindQuery } from './find-query.ts'
import type { AnyResource } from './resource.ts'
import type { Scalar } from './value.ts'

/** The answer to a find. */
export interface Page<Row> {
  /** Exact up to 1,000; beyond, and marked so, greater than what this page shows while more follow. */
  readonly total: number
  readonly total_is_lower_bound?: true
  readonly limit: number
  readonly skip: number
  readonly data: readonly Row[]
  /** There while more rows follow. */
  readonly next_cursor?: string
}

type Raw = Readonly<Record<string, unknown>>

/** Makes the answer of the rows that `compilePage`'s statement brought. */
export function envelope<Row extends object = Record<string, unknown>>(
  resource: AnyResource,
  query: FindQuery,
  rows: readonly Raw[]
): Page<Row> {
  const { limit, skip } = query
  const counted = Number(rows[0]?.[TOTAL] ?? 0)
  const shown = limit === 0 || rows[0]?.[resource.idField] === null ? [] : rows.slice(0, limit)
  const more = limit > 0 && rows.length > limit
  const last = shown.at(-1)
  return {
    ...totalOf(counted, query, shown.length, more),
    limit,
    skip,
    data: shown.map(row => shownOf(row, query.select) as Row),
    ...(more && last ? { next_cursor: cursorAt(resource, query, last) } : {})
  }
}

/** Beyond what is counted a loop on `skip < total` must go on while more follow, and end when nothing does. */
function totalOf(
  counted: number,
  { limit, skip }: FindQuery,
  shown: number,
  more: boolean
): { total: number; total_is_lower_bound?: true } {
  if (limit === 0 || counted < MOST_COUNTED) return { total: counted }
  // A page beyond the end has seen nothing, so its $skip proves nothing.
  const seen = shown > 0 ? skip + shown : 0
  return { total: Math.max(MOST_COUNTED - 1, seen) + (more ? 1 : 0), total_is_lower_bound: true }
}

function shownOf(row: Raw, select: readonly string[]): Raw {
  const shown: Record<string, unknown> = {}
  for (const name of select) shown[name] = row[name]
  return shown
}

function cursorAt(resource: AnyResource, { sort, where }: FindQuery, last: Raw): string {
  const values = sort.map(([name]): Scalar => {
    return sortValue(resource, name, Object.hasOwn(last, name) ? last[name] : last[`$${name}`])
  })
  return writeCursor(printOf(resource, sort, where), values)
}
