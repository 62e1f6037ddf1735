import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrations } from '../migrations/index.ts'
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres/index.ts'
import { migrate } from '../src/platform/migrations.ts'
import { parentOf } from './processes.ts'

/** A cluster for the bench alone, so that what PostgreSQL spends is spent on the program under test. */
export interface Cluster {
  /** URL of a database of that name, as the owner. */
  urlOf(database: string): string
  /** Process id of the postmaster, the parent of every backend. */
  readonly postmaster: number
  readonly version: string
  close(): Promise<void>
}

/** DATABASE_URL names a local cluster to use; without it one is started from the packaged binaries. */
export async function openCluster(): Promise<Cluster> {
  const given = process.env['DATABASE_URL']
  if (given) return clusterAt(given, async () => {})
  const directory = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const server = await startEmbeddedPostgres({ directory })
  return clusterAt(server.url, async () => {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  })
}

async function clusterAt(url: string, close: () => Promise<void>): Promise<Cluster> {
  const { postmaster, version } = await withClient(url, async client => {
    const { rows } = await client.query<{ pid: number; version: string }>(
      `select pg_backend_pid() as pid, current_setting('server_version') as version`
    )
    const [row] = rows
    if (!row) throw new Error('The database does not answer')
    return { postmaster: parentOf(row.pid), version: row.version }
  })
  return {
    urlOf(database) {
      const other = new URL(url)
      other.pathname = `/${database}`
      return other.href
    },
    postmaster,
    version,
    close
  }
}

/** Makes the database anew, with the newest schema. */
export async function createDatabase(cluster: Cluster, name: string): Promise<string> {
  await dropDatabase(cluster, name)
  await withClient(cluster.urlOf('postgres'), client => client.query(`create database ${name}`))
  await migrate(cluster.urlOf(name), migrations)
  return cluster.urlOf(name)
}

export async function dropDatabase(cluster: Cluster, name: string): Promise<void> {
  await withClient(cluster.urlOf('postgres'), client => client.query(`drop database if exists ${name} with (force)`))
}

export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
