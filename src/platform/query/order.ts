import type { Knex } from 'knex'
import { type Field, isRanked } from './field.ts'
import { type AnyResource, type Direction, ownField, type SortKey } from './resource.ts'
import type { Scalar } from './value.ts'
import { columnOf, parameterOf } from './where.ts'

interface Key {
  readonly expression: string
  /** Its placeholder. */
  readonly parameter: string
  readonly field: Field
  readonly direction: Direction
}

/** `order by` of a query. Nulls come last in both directions. */
export function orderOf(resource: AnyResource, sort: readonly SortKey[], table = ''): string {
  return keysOf(resource, sort, table)
    .map(({ expression, direction, field }) => {
      if (direction === 'asc') return `${expression} asc`
      // Only where there can be nulls: an index on a column that has none is declared without the clause.
      return field.nullable ? `${expression} desc nulls last` : `${expression} desc`
    })
    .join(', ')
}

/** Adds "after the row with these sort values". */
export function addAfter(
  builder: Knex.QueryBuilder,
  resource: AnyResource,
  sort: readonly SortKey[],
  after: readonly Scalar[]
): void {
  const keys = keysOf(resource, sort, '')
  if (isOneRange(keys)) addRange(builder, keys, after)
  else addSteps(builder, keys, after)
}

/** Keys in one direction and without nulls are one range of an index. */
function isOneRange(keys: readonly Key[]): boolean {
  return keys.every(({ field, direction }) => !field.nullable && direction === keys[0]?.direction)
}

function addRange(builder: Knex.QueryBuilder, keys: readonly Key[], after: readonly Scalar[]): void {
  const columns = keys.map(({ expression }) => expression).join(', ')
  const parameters = keys.map(({ parameter }) => parameter).join(', ')
  builder.whereRaw(`(${columns}) ${keys[0]?.direction === 'desc' ? '<' : '>'} (${parameters})`, [...after])
}

/** Equal in the first keys and beyond in the next one, for each key. */
function addSteps(builder: Knex.QueryBuilder, keys: readonly Key[], after: readonly Scalar[]): void {
  builder.where(group => {
    for (const [place, key] of keys.entries()) {
      const value = after[place] ?? null
      if (value === null) continue
      group.orWhere(step => {
        for (const [earlier, same] of keys.slice(0, place).entries()) addSame(step, same, after[earlier] ?? null)
        addBeyond(step, key, value)
      })
    }
  })
}

function addSame(builder: Knex.QueryBuilder, { expression, parameter }: Key, value: Scalar): void {
  if (value === null) builder.whereRaw(`${expression} is null`)
  else builder.whereRaw(`${expression} = ${parameter}`, [value])
}

function addBeyond(builder: Knex.QueryBuilder, { expression, parameter, field, direction }: Key, value: Scalar): void {
  const beyond = `${expression} ${direction === 'desc' ? '<' : '>'} ${parameter}`
  builder.whereRaw(field.nullable ? `(${beyond} or ${expression} is null)` : beyond, [value])
}

function keysOf(resource: AnyResource, sort: readonly SortKey[], table: string): Key[] {
  const keys: Key[] = []
  for (const [name, direction] of sort) {
    const field = ownField(resource, name)
    if (!field) continue
    const expression = expressionOf(field, `${table}${columnOf(name, field)}`)
    keys.push({ field, direction, expression, parameter: isRanked(field) ? '?::bigint' : parameterOf(field) })
  }
  return keys
}

function expressionOf(field: Field, column: string): string {
  if (!isRanked(field)) return column
  const list = (field.choices ?? []).map(choice => `'${choice.replaceAll("'", "''")}'`).join(', ')
  const rank = `array_position(array[${list}]::text[], ${column}::text)`
  return field.nullable ? rank : `coalesce(${rank}, 0)`
}
