import { createHash } from 'node:crypto'
import knexFactory, { type Knex } from 'knex'

/** SQL with its values; with a name it is prepared once per connection. */
export interface NamedStatement {
  readonly name?: string
  readonly text: string
  readonly values: readonly unknown[]
}

/** Builds SQL and never connects. */
export const sql: Knex = knexFactory({ client: 'pg' })

// Every connection keeps each prepared statement for its lifetime, so the shapes that get a name are bounded.
const MOST_NAMES = 200
const names = new Map<string, string>()

/** Turns a builder into a statement, named by its text while fewer than 200 texts have names. */
export function statementOf(builder: Knex.QueryBuilder): NamedStatement {
  const { sql: text, bindings } = builder.toSQL().toNative()
  const name = nameOf(text)
  return name === undefined ? { text, values: bindings } : { name, text, values: bindings }
}

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= MOST_NAMES) return known
  const name = `q_${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`
  names.set(text, name)
  return name
}
