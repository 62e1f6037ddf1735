import type { TSchema } from 'typebox'

/** `$eq` is the bare value; it is never written in a query. */
export type Operator = '$eq' | '$ne' | '$in' | '$nin' | '$lt' | '$lte' | '$gt' | '$gte'

export type Kind = 'integer' | 'text' | 'choice' | 'time' | 'boolean' | 'uuid' | 'json'

/** One field of a resource: how it is stored, filtered, sorted and shown. */
export interface Field {
  readonly kind: Kind
  readonly nullable: boolean
  readonly operators: readonly Operator[]
  readonly sortable: boolean
  readonly selectable: boolean
  /** The column, where its name differs from the field's. */
  readonly column?: string
  /** The values of a choice. It sorts in the order of this list, or, when `alphabetical`, as the text it is. */
  readonly choices?: readonly string[]
  readonly alphabetical?: boolean
  /** Fewest characters of a text in a query. */
  readonly shortest?: number
  /** Not a column: an expression over `page` and the joins of its resource, or an object of several. */
  readonly derived?: Derived
  /** The JSON Schema of what it shows, where its kind does not say it. */
  readonly shape?: TSchema
}

/** SQL beside the page's rows. Its text is code, never input; a literal `?` is written `\\?`. */
export interface Derived {
  readonly sql: string | Readonly<Record<string, string>>
  /** The name of the join it needs. */
  readonly join?: string
}

export interface FieldOptions {
  readonly nullable?: boolean
  readonly sortable?: boolean
  readonly selectable?: boolean
  readonly operators?: readonly Operator[]
  readonly column?: string
  readonly shape?: TSchema
}

export const EQUALITY = ['$eq', '$ne', '$in', '$nin'] as const satisfies readonly Operator[]
export const ORDER = ['$lt', '$lte', '$gt', '$gte'] as const satisfies readonly Operator[]
const EVERY = [...EQUALITY, ...ORDER]

/** Makers of fields. Integers, ids, times and UUIDs compare by size too; texts, choices and booleans only by equality. */
export const field = {
  id: (options: FieldOptions = {}): Field => plain('integer', EVERY, options),
  integer: (options: FieldOptions = {}): Field => plain('integer', EVERY, options),
  time: (options: FieldOptions = {}): Field => plain('time', EVERY, options),
  uuid: (options: FieldOptions = {}): Field => plain('uuid', EVERY, options),
  boolean: (options: FieldOptions = {}): Field => plain('boolean', ['$eq', '$ne'], options),
  text: (options: FieldOptions & { readonly shortest?: number } = {}): Field => ({
    ...plain('text', EQUALITY, options),
    shortest: options.shortest ?? 0
  }),
  choice: (choices: readonly string[], options: FieldOptions & { readonly alphabetical?: boolean } = {}): Field => ({
    ...plain('choice', EQUALITY, options),
    choices,
    alphabetical: options.alphabetical ?? false
  }),
  /** Shown, never filtered or sorted. */
  json: (options: Pick<FieldOptions, 'nullable' | 'column' | 'shape'> = {}): Field => plain('json', [], options),
  /** Shown, computed beside the page: `field.derived({ id: 'contact.id', name: 'contact.name' }, { join: 'contact' })`. */
  derived: (
    sql: Derived['sql'],
    { shape, ...options }: { readonly join?: string; readonly shape?: TSchema } = {}
  ): Field => ({
    ...plain('json', [], shape ? { shape } : { nullable: true }),
    derived: { sql, ...options }
  })
}

/** Whether it sorts by its place in the list of choices. */
export function isRanked(field: Field): boolean {
  return field.kind === 'choice' && field.alphabetical !== true
}

function plain(kind: Kind, operators: readonly Operator[], options: FieldOptions): Field {
  return { kind, operators, nullable: false, sortable: false, selectable: true, ...options }
}
