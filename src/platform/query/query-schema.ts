import type { Field, Kind, Operator } from './field.ts'
import { DEEPEST, DEFAULT_LIMIT, MOST_BRANCHES, MOST_ROWS, MOST_SKIPPED, MOST_VALUES } from './find-query.ts'
import { type AnyResource, filterable, selectable } from './resource.ts'
import { INTEGER, LONGEST_TEXT, TIME, UUID } from './value.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * The JSON Schema of a find's query, as JSON (sockets) carries it. It takes what `parseQuery` takes, but for two
 * things a schema cannot say: at most 100 conditions in all, and whose cursor a `$cursor` is. Its parts stand in
 * `$defs`; a document that keeps them elsewhere says so in `refs`.
 */
export function querySchema(resource: AnyResource, refs = '#/$defs/'): JsonSchema {
  const names = [...Object.keys(resource.fields), ...Object.keys(resource.filters)]
  const filters = names.flatMap(name => {
    const field = filterable(resource, name)
    return field ? ([[name, field]] as const) : []
  })
  const conditions = Object.fromEntries(filters.map(([name]) => [name, { $ref: refs + name }]))
  return {
    ...closed({ ...conditions, ...branchesOf(refs, 1), ...pageOf(resource) }),
    not: { required: ['$skip', '$cursor'] },
    $defs: {
      ...Object.fromEntries(filters.map(([name, field]) => [name, conditionOf(field)])),
      ...Object.fromEntries(LEVELS.map(level => [within(level), branchOf(conditions, refs, level)]))
    }
  }
}

/** The JSON Schema of a row's id where it stands in a path. */
export function idSchema(resource: AnyResource): JsonSchema {
  const field = resource.fields[resource.idField]
  return field?.kind === 'integer' ? { type: 'integer' } : { type: 'string', format: 'uuid' }
}

function pageOf(resource: AnyResource): Readonly<Record<string, JsonSchema>> {
  const sortable = Object.keys(resource.fields).filter(name => resource.fields[name]?.sortable)
  const shown = selectable(resource)
  const more = `More than ${MOST_ROWS} is ${MOST_ROWS}; 0 asks for the total alone.`
  return {
    $limit: { type: 'integer', minimum: 0, default: DEFAULT_LIMIT, description: more },
    $skip: { type: 'integer', minimum: 0, maximum: MOST_SKIPPED, default: 0 },
    $sort: closed(Object.fromEntries(sortable.map(name => [name, { type: 'integer', enum: [1, -1] }]))),
    $select: { type: 'array', items: { type: 'string', enum: shown }, minItems: 1, maxItems: shown.length },
    $cursor: { type: 'string', description: 'The next_cursor of the page before.' }
  }
}

const LEVELS = Array.from({ length: DEEPEST }, (_, index) => index + 1)

function within(level: number): string {
  return `within-${level}`
}

/** `$or` and `$and` of one level; below the deepest there are none. */
function branchesOf(refs: string, level: number): Readonly<Record<string, JsonSchema>> {
  if (level > DEEPEST) return {}
  const branches = { type: 'array', items: { $ref: refs + within(level) }, minItems: 1, maxItems: MOST_BRANCHES }
  return { $or: branches, $and: branches }
}

function branchOf(conditions: Readonly<Record<string, JsonSchema>>, refs: string, level: number): JsonSchema {
  return { ...closed({ ...conditions, ...branchesOf(refs, level + 1) }), minProperties: 1 }
}

function conditionOf(field: Field): JsonSchema {
  const operators = field.operators.filter(operator => operator !== '$eq')
  const asked = closed(Object.fromEntries(operators.map(operator => [operator, operandOf(field, operator)])))
  const forms = field.operators.includes('$eq') ? valuesOf(field) : []
  return { anyOf: operators.length > 0 ? [...forms, { ...asked, minProperties: 1 }] : forms }
}

function operandOf(field: Field, operator: Operator): JsonSchema {
  if (operator === '$in' || operator === '$nin') {
    return { type: 'array', items: { anyOf: valuesOf(field) }, maxItems: MOST_VALUES }
  }
  return { anyOf: operator === '$ne' ? valuesOf(field) : VALUES[field.kind](field) }
}

function valuesOf(field: Field): readonly JsonSchema[] {
  const values = VALUES[field.kind](field)
  return field.nullable ? [...values, { type: 'null' }] : values
}

const VALUES: Readonly<Record<Kind, (field: Field) => readonly JsonSchema[]>> = {
  integer: () => [
    { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    { type: 'string', pattern: INTEGER.source }
  ],
  // The formats know the calendar, the pattern knows what PostgreSQL takes.
  time: () => [
    { type: 'string', format: 'date-time', pattern: TIME.source },
    { type: 'string', format: 'date', pattern: TIME.source }
  ],
  boolean: () => [{ type: 'boolean' }],
  uuid: () => [{ type: 'string', pattern: UUID.source }],
  text: ({ shortest = 0 }) => [
    { type: 'string', minLength: shortest, maxLength: LONGEST_TEXT, pattern: '^[^\\u0000]*$' }
  ],
  choice: ({ choices = [] }) => [{ type: 'string', enum: choices }],
  json: () => []
}

function closed(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, additionalProperties: false }
}
