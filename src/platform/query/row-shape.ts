import type { JsonRow } from '../json-columns.ts'
import type { FindQuery } from './find-query.ts'
import { type AnyResource, ownField } from './resource.ts'
import { columnOf } from './where.ts'

/** The columns of a row and the JSON that is written of them. */
export interface RowShape {
  readonly columns: readonly string[]
  /** Place of a field's first column. */
  readonly places: ReadonlyMap<string, number>
  /** What stands before each column's value. */
  readonly heads: readonly string[]
  readonly end: string
}

const shapes = new WeakMap<readonly string[], RowShape>()

/** The shape of rows that show these fields. It is kept with the list of the fields. */
export function shapeOf(resource: AnyResource, select: readonly string[]): RowShape {
  const known = shapes.get(select)
  if (known) return known
  const shape = makeShape(resource, select)
  shapes.set(select, shape)
  return shape
}

/** The row's JSON, after `before`. In bytes at once, so that of a page nothing else outlives its packet. */
export function writeRow({ heads, end }: RowShape, row: JsonRow, before = ''): Buffer {
  let text = before
  for (let place = 0; place < heads.length; place++) text += heads[place] + (row[place] ?? 'null')
  return Buffer.from(text + end)
}

/** Names that only the cursor needs: their columns follow the shown ones and the total. */
export function hiddenOf({ sort, select }: FindQuery): string[] {
  return sort.map(([name]) => name).filter(name => !select.includes(name))
}

function makeShape(resource: AnyResource, select: readonly string[]): RowShape {
  const columns: string[] = []
  const heads: string[] = []
  const places = new Map<string, number>()
  let before = '{'
  for (const name of select) {
    places.set(name, columns.length)
    const sql = sqlOf(resource, name)
    const parts = typeof sql === 'string' ? [[undefined, sql] as const] : Object.entries(sql)
    before += `${JSON.stringify(name)}:${typeof sql === 'string' ? '' : '{'}`
    for (const [key, column] of parts) {
      columns.push(column)
      heads.push(key === undefined ? before : `${before}${JSON.stringify(key)}:`)
      before = ','
    }
    if (typeof sql !== 'string') before = '},'
  }
  return { columns, places, heads, end: before.replace(',', '}') }
}

function sqlOf(resource: AnyResource, name: string): string | Readonly<Record<string, string>> {
  const field = ownField(resource, name)
  if (!field) throw new TypeError(`${resource.table} has no field ${name}`)
  return field.derived?.sql ?? `page.${columnOf(name, field)}`
}
