import type { Definition } from '../../src/services/define-service.ts'

type Schema = Readonly<Record<string, unknown>>
export type Body = Readonly<Record<string, unknown>>

/** Data with one thing wrong, and the field it is about. */
export interface Wrong {
  readonly field: string
  readonly data: Body
}

const LONG = 'a'.repeat(70_000)
const STRANGE: readonly unknown[] = [
  { $ne: null },
  { $gt: '' },
  [],
  [{ $ne: null }],
  null,
  true,
  7,
  -0.5,
  'seven',
  LONG
]

/** What the server alone writes, whatever a row shows. */
const SERVER_OWNED = [
  'id',
  'created_at',
  'updated_at',
  'deleted_at',
  'version',
  'role',
  'created_by',
  'is_admin',
  '$set'
]

/** The object schemas that a service's data may follow. */
export function formsOf(definition: Definition, method: 'create' | 'patch'): readonly Schema[] {
  const schema: Schema = { ...definition.data?.[method] }
  return Array.isArray(schema['anyOf']) ? schema['anyOf'] : [schema]
}

/** A field too many: one of nobody's, and every one that the row shows and the data does not have. */
export function* foreignFields(definition: Definition, method: 'create' | 'patch', base: object): Generator<Wrong> {
  const known = new Set(formsOf(definition, method).flatMap(form => Object.keys(propertiesOf(form))))
  const names = new Set(['no_such_field', ...SERVER_OWNED, ...Object.keys(definition.resource.fields)])
  names.delete('organization_id')
  for (const field of names) if (!known.has(field)) yield { field, data: { ...base, [field]: 1 } }
}

/** Every field with every value of a kind it does not take. */
export function* wrongValues(definition: Definition, method: 'create' | 'patch', base: object): Generator<Wrong> {
  const kinds = new Map<string, Set<string>>()
  for (const form of formsOf(definition, method))
    for (const [field, schema] of Object.entries(propertiesOf(form))) {
      const taken = kinds.get(field) ?? new Set()
      for (const kind of kindsOf(schema)) taken.add(kind)
      kinds.set(field, taken)
    }
  for (const [field, taken] of kinds)
    for (const value of STRANGE)
      if (value === LONG || !taken.has(kindOf(value))) yield { field, data: { ...base, [field]: value } }
}

/** Every field that holds ids, with an id from `foreign`, in the smallest data of each form that has the field. */
export function* foreignIds(
  definition: Definition,
  method: 'create' | 'patch',
  base: object,
  foreign: Body
): Generator<Wrong> {
  for (const form of formsOf(definition, method)) {
    const properties = propertiesOf(form)
    const own = Object.entries(base).filter(([name]) => Object.hasOwn(properties, name))
    const constants = Object.entries(properties).flatMap(([name, { const: only }]) =>
      only === undefined ? [] : [[name, only]]
    )
    for (const field of Object.keys(properties)) {
      if (!Object.hasOwn(foreign, field)) continue
      const data = { ...Object.fromEntries([...own, ...constants]), [field]: foreign[field] }
      // One target at a time.
      if (field === 'view_id') delete data['conversation_ids']
      yield { field, data }
    }
  }
}

function propertiesOf(form: Schema): Readonly<Record<string, Schema>> {
  return { ...Object(form['properties']) }
}

function kindsOf(schema: Schema): readonly string[] {
  if (Array.isArray(schema['anyOf'])) return schema['anyOf'].flatMap(kindsOf)
  if (Array.isArray(schema['enum'])) return schema['enum'].map(kindOf)
  if ('const' in schema) return [kindOf(schema['const'])]
  return [String(schema['type'])]
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}
