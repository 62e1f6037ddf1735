import type { JsonRow } from '../json-columns.ts'
import { WrittenJson } from '../written-json.ts'
import { MOST_COUNTED } from './compile.ts'
import { printOf, sortValue, writeCursor } from './cursor.ts'
import type { FindQuery } from './find-query.ts'
import type { AnyResource } from './resource.ts'
import { hiddenOf, type RowShape, shapeOf, writeRow } from './row-shape.ts'
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

/** Writes the answer of the rows that `compilePage`'s statement brings. */
export class PageWriter<Row extends object = object> {
  readonly #resource: AnyResource
  readonly #query: FindQuery
  readonly #shape: RowShape
  readonly #rows: Buffer[] = []
  #counted = 0
  #last: JsonRow | undefined
  #hasMore = false

  constructor(resource: AnyResource, query: FindQuery) {
    this.#resource = resource
    this.#query = query
    this.#shape = shapeOf(resource, query.select)
  }

  take(row: JsonRow): void {
    const { limit } = this.#query
    if (limit === 0) this.#counted = Number(row[0])
    else if (this.#rows.length === limit) this.#hasMore = true
    else {
      const { columns, places } = this.#shape
      this.#counted = Number(row[columns.length])
      if (row[places.get(this.#resource.idField) ?? 0] === null) return
      this.#last = row
      this.#rows.push(writeRow(this.#shape, row, this.#rows.length === 0 ? '' : ','))
    }
  }

  finish(): WrittenJson<Page<Row>> {
    const { limit, skip } = this.#query
    const total = totalOf(this.#counted, this.#query, this.#rows.length, this.#hasMore)
    const before = JSON.stringify({ ...total, limit, skip }).replace(/}$/, ',"data":[')
    const after = this.#hasMore && this.#last ? `],"next_cursor":"${this.#cursorAt(this.#last)}"}` : ']}'
    return new WrittenJson(Buffer.concat([Buffer.from(before), ...this.#rows, Buffer.from(after)]))
  }

  #cursorAt(last: JsonRow): string {
    const { sort, where } = this.#query
    const { columns, places } = this.#shape
    const hidden = hiddenOf(this.#query)
    const values = sort.map(([name]): Scalar => {
      const fragment = last[places.get(name) ?? columns.length + 1 + hidden.indexOf(name)]
      return sortValue(this.#resource, name, JSON.parse(fragment ?? 'null'))
    })
    return writeCursor(printOf(this.#resource, sort, where), values)
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
