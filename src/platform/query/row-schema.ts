import type { Field, Kind } from './field.ts'
import type { JsonSchema } from './query-schema.ts'
import { type AnyResource, selectable } from './resource.ts'
import { UUID } from './value.ts'

/** The JSON Schema of a row as it is answered, whole. Whoever asks with `$select` gets the id and some of it. */
export function rowSchema(resource: AnyResource): JsonSchema {
  const names = selectable(resource)
  const properties = Object.fromEntries(
    names.flatMap(name => {
      const field = resource.fields[name]
      return field ? [[name, shownBy(field)] as const] : []
    })
  )
  return { type: 'object', properties, required: [...names], additionalProperties: false }
}

/** The JSON Schema of one page of such rows. */
export function pageSchema(row: JsonSchema): JsonSchema {
  const count = { type: 'integer', minimum: 0 }
  return {
    type: 'object',
    properties: {
      total: { ...count, description: 'Exact up to 1,000.' },
      total_is_lower_bound: { const: true, description: 'There are more, and they were not counted.' },
      limit: count,
      skip: count,
      data: { type: 'array', items: row },
      next_cursor: { type: 'string', description: 'Goes into $cursor; there while more rows follow.' }
    },
    required: ['total', 'limit', 'skip', 'data'],
    additionalProperties: false
  }
}

function shownBy(field: Field): JsonSchema {
  const { kind, nullable, shape } = field
  const shown = shape ? { ...shape } : SHOWN[kind](field)
  // What has no shape may be anything, null too.
  return nullable && Object.keys(shown).length > 0 ? { anyOf: [shown, { type: 'null' }] } : shown
}

const SHOWN: Readonly<Record<Kind, (field: Field) => JsonSchema>> = {
  integer: () => ({ type: 'integer' }),
  text: () => ({ type: 'string' }),
  choice: ({ choices = [] }) => ({ type: 'string', enum: choices }),
  time: () => ({ type: 'string', format: 'date-time' }),
  boolean: () => ({ type: 'boolean' }),
  uuid: () => ({ type: 'string', pattern: UUID.source }),
  json: () => ({})
}
