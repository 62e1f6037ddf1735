import { createHash } from 'node:crypto'
import type { Statement } from './database.ts'

/** Columns with their PostgreSQL types. */
export type Columns = Readonly<Record<string, string>>

/** The names of columns, in their order. */
export function namesOf<Name extends string>(columns: Readonly<Record<Name, string>>): readonly Name[] {
  return Object.keys(columns) as Name[]
}

/** A piece of a statement that takes its rows from one JSON parameter. */
export interface Piece {
  /** Two pieces of one name have the same SQL. */
  readonly name: string
  readonly sql: (parameter: number) => string
  readonly rows: readonly object[]
  /** What of the rows is handed over; nothing said: all. */
  readonly only?: readonly string[]
}

/** `insert into table` of whole rows. */
export function insertRows(table: string, columns: Columns, rows: readonly object[], more = ''): Piece {
  return {
    rows,
    name: `insert ${table} ${numberOf(columns)} ${more}`,
    sql(parameter) {
      const names = Object.keys(columns).join(', ')
      return `insert into ${table} (${names}) select ${names} from ${recordset(parameter, columns)} ${more}`.trim()
    }
  }
}

/**
 * `update table` of the columns in `changed`, row by row matched on `key` and, of `table t`, on what `more` says. Of the
 * rows nothing else is looked at.
 */
export function updateRows(
  table: string,
  columns: Columns,
  key: readonly string[],
  changed: readonly string[],
  rows: readonly object[],
  more = ''
): Piece {
  const only = [...key, ...changed]
  return {
    rows,
    only,
    name: `update ${table} ${numberOf(columns)} ${key.length} ${only} ${more}`,
    sql(parameter) {
      const sets = changed.map(name => `${name} = r.${name}`).join(', ')
      const match = key.map(name => `t.${name} = r.${name}`).join(' and ')
      const from = recordset(parameter, pick(columns, only))
      return `update ${table} t set ${sets} from ${from} where ${match} ${more}`.trim()
    }
  }
}

const numbers = new WeakMap<Columns, number>()
let lastNumber = 0

/** Tells apart which columns of a table are meant. */
function numberOf(columns: Columns): number {
  const known = numbers.get(columns)
  if (known !== undefined) return known
  numbers.set(columns, ++lastNumber)
  return lastNumber
}

const written = new Map<string, { readonly name: string; readonly text: string }>()

/** One prepared statement that does every piece at once, in one round trip. Its text is written once. */
export function together(pieces: readonly Piece[]): Statement {
  const key = pieces.map(piece => piece.name).join('\n')
  let statement = written.get(key)
  if (!statement) {
    const parts = pieces.map((piece, index) => `p${index} as (${piece.sql(index + 1)})`)
    const text = `with ${parts.join(', ')} select 1`
    statement = { name: nameOf(text), text }
    written.set(key, statement)
  }
  return { ...statement, values: pieces.map(jsonOf) }
}

function jsonOf({ rows, only }: Piece): string {
  if (!only) return JSON.stringify(rows)
  let text = ''
  for (const row of rows) {
    let before = text === '' ? '[{' : '},{'
    for (const name of only) {
      text += `${before}"${name}":${jsonOfValue((row as Record<string, unknown>)[name])}`
      before = ','
    }
  }
  return text === '' ? '[]' : `${text}}]`
}

function jsonOfValue(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value)
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
