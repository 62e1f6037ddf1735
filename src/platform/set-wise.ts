import { createHash } from 'node:crypto'
import type { Statement } from './database.ts'

/** Columns with their PostgreSQL types. */
export type Columns = Readonly<Record<string, string>>

/** A piece of a statement that takes its rows from one JSON parameter. */
export interface Piece {
  readonly sql: (parameter: number) => string
  readonly rows: readonly object[]
}

/** `insert into table` of whole rows. */
export function insertRows(table: string, columns: Columns, rows: readonly object[], more = ''): Piece {
  const names = Object.keys(columns).join(', ')
  return {
    rows,
    sql: parameter =>
      `insert into ${table} (${names}) select ${names} from ${recordset(parameter, columns)} ${more}`.trim()
  }
}

/** `update table` of the columns in `changed`, row by row matched on `key` and, of `table t`, on what `more` says. */
export function updateRows(
  table: string,
  columns: Columns,
  key: readonly string[],
  changed: readonly string[],
  rows: readonly object[],
  more = ''
): Piece {
  const wanted = pick(columns, [...key, ...changed])
  const sets = changed.map(name => `${name} = r.${name}`).join(', ')
  const match = key.map(name => `t.${name} = r.${name}`).join(' and ')
  return {
    rows,
    sql: parameter => `update ${table} t set ${sets} from ${recordset(parameter, wanted)} where ${match} ${more}`.trim()
  }
}

/** One prepared statement that does every piece at once, in one round trip. */
export function together(pieces: readonly Piece[]): Statement {
  const parts = pieces.map((piece, index) => `p${index} as (${piece.sql(index + 1)})`)
  const text = `with ${parts.join(', ')} select 1`
  return { name: nameOf(text), text, values: pieces.map(piece => JSON.stringify(piece.rows)) }
}

/** A prepared statement's name, the same for the same text. */
export function prepared(text: string, values: readonly unknown[]): Statement {
  return { name: nameOf(text), text, values }
}

const names = new Map<string, string>()

function nameOf(text: string): string {
  let name = names.get(text)
  if (!name) {
    name = createHash('sha1').update(text).digest('base64url').slice(0, 20)
    names.set(text, name)
  }
  return name
}

function recordset(parameter: number, columns: Columns): string {
  const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`)
  return `json_to_recordset($${parameter}::json) as r(${typed.join(', ')})`
}

function pick(columns: Columns, names: readonly string[]): Columns {
  return Object.fromEntries(names.map(name => [name, columns[name] ?? 'text']))
}
