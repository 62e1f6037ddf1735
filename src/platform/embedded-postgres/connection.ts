import { realpathSync } from 'node:fs'
import pg from 'pg'
import { SUPERUSER } from './cluster.ts'

/** How the superuser gets in. */
export interface Access {
  readonly port: number
  readonly secret: string
}

export function urlOf({ port, secret }: Access, database: string): string {
  return `postgres://${SUPERUSER}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${encodeURIComponent(database)}`
}

/** Makes the database unless it is there. */
export async function ensureDatabase(access: Access, database: string): Promise<void> {
  await withClient(access, async client => {
    const found = await client.query('select from pg_database where datname = $1', [database])
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`)
  })
}

/** Whether a server is the one of this data directory: it knows our secret and says so. */
export async function provesToBe(access: Access, data: string): Promise<boolean> {
  try {
    return await withClient(access, async client => {
      const answer = await client.query<{ data_directory: string }>('show data_directory')
      return realpathSync(answer.rows[0]?.data_directory ?? '/') === realpathSync(data)
    })
  } catch {
    return false
  }
}

async function withClient<Result>(
  { port, secret }: Access,
  use: (client: pg.Client) => Promise<Result>
): Promise<Result> {
  // Everything is said here, so that PG* variables of the caller's have no say.
  const client = new pg.Client({
    ...{ host: '127.0.0.1', port, user: SUPERUSER, password: secret, database: 'postgres' },
    ...{ ssl: false, options: '', connectionTimeoutMillis: 5_000, application_name: 'embedded-postgres' }
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return await use(client)
  } finally {
    await client.end().catch(() => {})
  }
}
