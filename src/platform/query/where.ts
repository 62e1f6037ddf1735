import type { Knex } from 'knex'
import type { Field, Operator } from './field.ts'
import type { Branches, Comparison, Condition } from './find-query.ts'
import { ownField, type Resource } from './resource.ts'
import type { Scalar, Value } from './value.ts'

/** Adds conditions, all of which must hold, to a builder over the resource's table. */
export function addConditions<Context>(
  builder: Knex.QueryBuilder,
  resource: Resource<Context>,
  conditions: readonly Condition[],
  context: Context
): void {
  for (const condition of conditions) {
    if ('branches' in condition) addBranches(builder, resource, condition, context)
    else if (condition.kind === 'filter') addFilter(builder, resource, condition, context)
    else if (!addShortcut(builder, resource, condition, context)) addComparison(builder, resource, condition)
  }
}

/** In a group of its own, so that an `or` inside cannot reach around the tenant. */
function addFilter<Context>(
  builder: Knex.QueryBuilder,
  resource: Resource<Context>,
  asked: Comparison,
  context: Context
): void {
  builder.where(group => resource.filters[asked.name]?.where(group, asked, context))
}

function addShortcut<Context>(
  builder: Knex.QueryBuilder,
  { shortcuts }: Resource<Context>,
  asked: Comparison,
  context: Context
): boolean {
  const spelled = Object.hasOwn(shortcuts, asked.name) ? shortcuts[asked.name]?.(asked, context) : undefined
  if (!spelled) return false
  const [text, ...bindings] = spelled
  builder.whereRaw(text, bindings)
  return true
}

function addBranches<Context>(
  builder: Knex.QueryBuilder,
  resource: Resource<Context>,
  { kind, branches }: Branches,
  context: Context
): void {
  const method = kind === 'any' ? 'orWhere' : 'andWhere'
  builder.where(group => {
    for (const branch of branches) {
      // knex leaves out a group without conditions, and a filter may add none: `true` keeps its branch.
      group[method](inner => addConditions(inner.whereRaw('true'), resource, branch, context))
    }
  })
}

function addComparison<Context>(
  builder: Knex.QueryBuilder,
  resource: Resource<Context>,
  { name, operator, value }: Comparison
): void {
  const field = ownField(resource, name)
  if (!field) throw new TypeError(`${resource.table} has no field ${name}`)
  const column = columnOf(name, field)
  if (isList(value)) addMembership(builder, field, column, operator, value)
  else if (value === null) builder.whereRaw(`${column} is ${operator === '$ne' ? 'not null' : 'null'}`)
  else builder.whereRaw(`${column} ${signOf(operator, field)} ${parameterOf(field)}`, [value])
}

const SIGNS: Readonly<Record<Exclude<Operator, '$in' | '$nin'>, string>> = {
  $eq: '=',
  $ne: '<>',
  $lt: '<',
  $lte: '<=',
  $gt: '>',
  $gte: '>='
}

/** `<>` drops the rows without a value; to a person those are different too. */
function signOf(operator: Operator, field: Field): string {
  if (operator === '$ne' && field.nullable) return 'is distinct from'
  return operator === '$in' || operator === '$nin' ? '=' : SIGNS[operator]
}

/** One array, whatever its length, so that the text of the statement stays the same. */
function addMembership(
  builder: Knex.QueryBuilder,
  field: Field,
  column: string,
  operator: Operator,
  list: readonly Scalar[]
): void {
  const values = list.filter(value => value !== null)
  const hasNull = values.length < list.length
  const array = field.kind === 'integer' ? '?::bigint[]' : '?'
  builder.whereRaw(membership(operator, column, array, field.nullable, hasNull), [values as unknown as Knex.RawBinding])
}

function membership(operator: Operator, column: string, array: string, nullable: boolean, hasNull: boolean): string {
  if (operator === '$in')
    return hasNull ? `(${column} = any(${array}) or ${column} is null)` : `${column} = any(${array})`
  if (nullable && !hasNull) return `(${column} <> all(${array}) or ${column} is null)`
  return nullable ? `(${column} <> all(${array}) and ${column} is not null)` : `${column} <> all(${array})`
}

export function columnOf(name: string, field: Field): string {
  return `"${field.column ?? name}"`
}

/** Integers are int8 on the wire: an int4 column compared with a larger one must say no, not fail. */
export function parameterOf(field: Field): string {
  return field.kind === 'integer' ? '?::bigint' : '?'
}

function isList(value: Value): value is readonly Scalar[] {
  return Array.isArray(value)
}
