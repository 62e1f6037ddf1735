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

// Every connection keeps each prepared statement for its lifetime, so the shapes that get a name are bounded, and
// a shape gets one only when it comes back: a stream of odd queries must not use up the names of the common ones.
const MOST_NAMES = 200
const MOST_SIGHTINGS = 2000
const SIGHTINGS_FOR_A_NAME = 3

/** Names texts from their third sight on, 200 of them; one text, one name. */
export function createNamer(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  const sightings = new Map<string, number>()
  return text => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MOST_NAMES) return known
    const times = (sightings.get(text) ?? 0) + 1
    if (sightings.size >= MOST_SIGHTINGS) sightings.clear()
    sightings.set(text, times)
    if (times < SIGHTINGS_FOR_A_NAME) return undefined
    sightings.delete(text)
    const name = `q_${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`
    names.set(text, name)
    return name
  }
}

const nameOf = createNamer()

/**
 * Turns a builder into a statement; it has a name once its text has come back often enough. `steady`: one plan is right
 * for all its values, whatever they are.
 */
export function statementOf(builder: Knex.QueryBuilder, steady = true): NamedStatement {
  const { sql: text, bindings } = builder.toSQL().toNative()
  const name = steady ? nameOf(text) : undefined
  return name === undefined ? { text, values: bindings } : { name, text, values: bindings }
}

/** The end of statements that begin in several ways. Its texts are joined, numbered and named once. */
export interface Frame {
  readonly tail: string
  /** By beginning: those that have a name. */
  readonly named: Map<string, { readonly name: string; readonly text: string }>
}

export function createFrame(tail: string): Frame {
  return { tail: numbered(tail), named: new Map() }
}

/** The statement of a beginning, with its values, and a frame's end, which has none. */
export function framed(frame: Frame, head: string, values: readonly unknown[], steady: boolean): NamedStatement {
  const known = steady ? frame.named.get(head) : undefined
  if (known) return { ...known, values }
  const text = `${numbered(head)} ${frame.tail}`
  const name = steady ? nameOf(text) : undefined
  if (name === undefined) return { text, values }
  frame.named.set(head, { name, text })
  return { name, text, values }
}

/** Placeholders as PostgreSQL counts them. */
function numbered(text: string): string {
  return (sql.client as { positionBindings(text: string): string }).positionBindings(text)
}
