import type { Socket } from 'node:net'
import knexFactory, { type Knex } from 'knex'
import pg from 'pg'
import { type JsonRow, jsonColumns } from './json-columns.ts'
import { Question, type Reading, readingBy, type Shape, type Statement, type Texts } from './question.ts'

export type { Statement } from './question.ts'

/** A PostgreSQL connection as knex's pool hands it out. */
export type Connection = pg.Client

export interface Database {
  readonly knex: Knex
  /** Runs a statement outside any unit of work; with a name it is a prepared one. */
  query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]>
  /** Runs a statement and hands each row over as it comes, its columns as JSON. Nothing of it is kept. */
  readJson(statement: Statement, take: (row: JsonRow) => void): Promise<void>
  acquire(): Promise<Connection>
  release(connection: Connection): void
  destroy(): Promise<void>
}

export interface DatabaseOptions {
  connectionString: string
  /** Role taken at connection start; absent: the user of the connection string. */
  role?: string
  poolSize: number
  applicationName: string
  onError(error: Error): void
}

const STATEMENT_TIMEOUT_MS = 5_000
const LOCK_TIMEOUT_MS = 2_000
const IDLE_IN_TRANSACTION_MS = 10_000
const ACQUIRE_TIMEOUT_MS = 2_500

/**
 * Opens a pool. Rows come back as they go over the wire: int8 as a number (a RangeError beyond 2^53 − 1),
 * timestamptz as ISO 8601 UTC with milliseconds, xid8 as text.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const knex = knexFactory({
    client: 'pg',
    connection: {
      connectionString: options.connectionString,
      application_name: options.applicationName,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      options: startupOptions(options.role),
      types: { getTypeParser },
      // Questions do not wait for the answers to earlier ones; the database takes them in their order.
      pipeline: true
    } as Knex.PgConnectionConfig,
    pool: {
      min: 0,
      max: options.poolSize,
      acquireTimeoutMillis: ACQUIRE_TIMEOUT_MS,
      idleTimeoutMillis: 60_000,
      // A connection that dies while idle must not end the process.
      afterCreate: (connection: Connection, done: (error: unknown, connection: Connection) => void) => {
        connection.on('error', options.onError)
        done(null, connection)
      }
    },
    acquireConnectionTimeout: ACQUIRE_TIMEOUT_MS
  })

  const acquire = (): Promise<Connection> => knex.client.acquireConnection() as Promise<Connection>
  const release = (connection: Connection): void => {
    knex.client.releaseConnection(connection)
  }

  return {
    knex,
    acquire,
    release,
    async query<Row extends object>(statement: Statement): Promise<Row[]> {
      const connection = await acquire()
      try {
        return await run<Row>(connection, statement)
      } finally {
        release(connection)
      }
    },
    async readJson(statement, take) {
      const connection = await acquire()
      try {
        await ask(connection, statement, jsonTexts, (shape, texts) => take(jsonRowOf(shape, texts)), undefined)
      } finally {
        release(connection)
      }
    },
    destroy: () => knex.destroy()
  }
}

/** Runs one statement on a connection. Those asked without waiting in between run one after another. */
export function run<Row extends object>(connection: Connection, statement: Statement): Promise<Row[]> {
  const rows: Row[] = []
  return ask(connection, statement, values, (shape, texts) => void rows.push(rowOf(shape, texts) as Row), rows)
}

/** Asks, and answers with `rows` when `take` has been given all of them. */
function ask<Rows>(
  connection: Connection,
  statement: Statement,
  reading: Reading,
  take: (shape: Shape, texts: Texts) => void,
  rows: Rows
): Promise<Rows> {
  gather(connection)
  return new Promise<Rows>((resolve, reject) => {
    connection.query(new Question(statement, reading, take, error => (error ? reject(error) : resolve(rows))))
  }).catch(error => {
    // From here it leads back to whoever asked.
    if (error instanceof Error) Error.captureStackTrace(error)
    throw error
  })
}

function rowOf({ names, readers, empty }: Shape, texts: Texts): object {
  const row: Record<string, unknown> = { ...empty }
  for (let place = 0; place < names.length; place++) {
    const name = names[place]
    const text = texts[place]
    const read = readers[place]
    if (name !== undefined && read && typeof text === 'string') row[name] = read(text)
  }
  return row
}

/** A row whose columns were read as JSON. */
function jsonRowOf({ readers }: Shape, texts: Texts): JsonRow {
  return texts.map((text, place) => (text === null ? null : (readers[place]?.(text) as string)))
}

/** Statements of one turn of the loop leave with one system call. */
function gather(connection: Connection): void {
  const { stream } = (connection as unknown as { connection: { stream: Socket } }).connection
  stream.cork()
  process.nextTick(() => stream.uncork())
}

function startupOptions(role: string | undefined): string {
  const settings = ['-c timezone=UTC', '-c datestyle=ISO']
  if (role) settings.push(`-c role=${role}`)
  return settings.join(' ')
}

const { builtins } = pg.types

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [builtins.INT8]: integer,
  [builtins.TIMESTAMPTZ]: isoTime,
  [builtins.DATE]: text => text
}

// What the driver copies rather than reads.
const noParser = pg.types.getTypeParser(builtins.TEXT)
const asItIs = (text: string): string => text

function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  const parser = parsers[oid] ?? (pg.types.getTypeParser(oid, format) as (text: string) => unknown)
  return parser === noParser ? asItIs : parser
}

const values = readingBy({ getTypeParser })
const jsonTexts = readingBy(jsonColumns(getTypeParser))

function integer(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is beyond the integers that JSON can carry`)
  return number
}

/** PostgreSQL says `2026-01-02 03:04:05.6+00`; the wire wants `2026-01-02T03:04:05.600Z`. A copy, no Date. */
function isoTime(text: string): string {
  if (text.length < 22 || text.length > 29) return text
  const fraction = text.slice(19, -3).padEnd(4, '0')
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.slice(1, 4).padEnd(3, '0')}Z`
}
