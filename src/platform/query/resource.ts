import type { Knex } from 'knex'
import type { Field, Operator } from './field.ts'
import type { Value } from './value.ts'

export type Direction = 'asc' | 'desc'
export type SortKey = readonly [name: string, direction: Direction]

/** What a list can be asked for. `Context` is what its own filters need to know of the reader. */
export interface Resource<Context = unknown> {
  readonly table: string
  /** The column every statement is bound to; null for tables that belong to nobody. */
  readonly tenant: string | null
  readonly softDelete: boolean
  readonly idField: string
  readonly fields: Readonly<Record<string, Field>>
  /** Filters that are no columns. */
  readonly filters: Readonly<Record<string, Filter<Context>>>
  /** Conditions of fields that an index knows in another form. */
  readonly shortcuts: Readonly<Record<string, Shortcut<Context>>>
  /** Conditions for any value of which the same plan is right; a statement with another one is planned each time. */
  readonly steady: ReadonlySet<string> | null
  /** An order that an index has: the page and the total are read along it. */
  readonly defaultSort: readonly SortKey[]
  /** Joins beside the page, which is called `page`, by the name that derived fields ask for. */
  readonly joins: Readonly<Record<string, string>>
}

/** A filter of its own making: `field` says which values and operators it takes, `where` what they mean. */
export interface Filter<Context = unknown> {
  readonly field: Field
  where(builder: Knex.QueryBuilder, asked: Asked, context: Context): void
}

/** The same condition in the words of an index; undefined: there is none for this operator and value. */
export type Shortcut<Context> = (asked: Asked, context: Context) => Spelled | undefined
export type Spelled = readonly [sql: string, ...bindings: Knex.RawBinding[]]

export interface Asked {
  readonly operator: Operator
  readonly value: Value
}

/** A resource whose context does not matter, as for reading queries. */
export type AnyResource = Resource<never>

type Description<Context> = Pick<Resource<Context>, 'table' | 'fields'> & Partial<Resource<Context>>

/** Completes a description with its defaults and refuses one that contradicts itself. */
export function defineResource<Context = unknown>(description: Description<Context>): Resource<Context> {
  const resource = {
    tenant: 'organization_id',
    softDelete: true,
    idField: 'id',
    filters: {},
    shortcuts: {},
    steady: null,
    defaultSort: [['id', 'asc'] as const],
    joins: {},
    ...description
  }
  for (const flaw of flawsOf(resource)) throw new TypeError(`Resource ${resource.table}: ${flaw}`)
  return { ...resource, defaultSort: totalOrder(resource.defaultSort, resource.idField) }
}

/** Completes an order by the id, in the direction of the last key; nothing is left to decide after it. */
export function totalOrder(keys: readonly SortKey[], idField: string): readonly SortKey[] {
  const place = keys.findIndex(([name]) => name === idField)
  return place >= 0 ? keys.slice(0, place + 1) : [...keys, [idField, keys.at(-1)?.[1] ?? 'asc']]
}

function* flawsOf(resource: AnyResource): Generator<string> {
  const { fields, filters, joins, idField } = resource
  if (!ownField(resource, idField)?.sortable) yield `${idField} must be a sortable field`
  if (ownField(resource, idField)?.nullable) yield `${idField} must not be nullable`
  for (const [name] of resource.defaultSort) if (!ownField(resource, name)?.sortable) yield `${name} cannot be sorted`
  for (const name of [...Object.keys(fields), ...Object.keys(filters)]) {
    if (!/^[a-z_][a-zA-Z0-9_]*$/.test(name)) yield `${name} is no name for a field`
  }
  for (const name of Object.keys(filters)) if (Object.hasOwn(fields, name)) yield `${name} is there twice`
  for (const { kind, sortable, derived } of Object.values(fields)) {
    if (sortable && kind === 'json') yield 'json cannot be sorted'
    if (derived?.join !== undefined && !Object.hasOwn(joins, derived.join)) yield `there is no join ${derived.join}`
  }
}

/** The field of that name, never one that every object inherits. */
export function ownField(resource: AnyResource, name: string): Field | undefined {
  return Object.hasOwn(resource.fields, name) ? resource.fields[name] : undefined
}

/** What may stand in a filter under that name: a field or a filter of its own making. */
export function filterable(resource: AnyResource, name: string): Field | undefined {
  const found = Object.hasOwn(resource.filters, name) ? resource.filters[name]?.field : ownField(resource, name)
  return found && found.operators.length > 0 ? found : undefined
}

const whole = new WeakMap<AnyResource, readonly string[]>()

/** The fields of a row, in the order of the description; always the same list. */
export function selectable(resource: AnyResource): readonly string[] {
  let names = whole.get(resource)
  if (!names) {
    names = Object.keys(resource.fields).filter(name => resource.fields[name]?.selectable)
    whole.set(resource, names)
  }
  return names
}
