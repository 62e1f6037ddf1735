import { createHash, randomUUID } from 'node:crypto'
import pg from 'pg'
import { migrations } from '../../migrations/index.ts'
import { migrate } from '../../src/platform/migrations.ts'

export interface TestDatabase {
  readonly url: string
  drop(): Promise<void>
}

// The template is made once for a state of the migrations, by whichever test comes first, and copied by the others.
const TEMPLATE_LOCK = 7_265_612
const TEMPLATE = `parley_template_${createHash('sha1')
  .update(migrations.map(each => `${each.name}${each.up}`).join())
  .digest('hex')
  .slice(0, 12)}`

/** A database of its own, cloned from a migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL']
  if (!server) throw new Error('Set TEST_DATABASE_URL to a PostgreSQL whose user may create databases.')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(server, async client => {
    // Cloning needs the template to itself for a moment, so clones are made one after another.
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE])
    if (rows.length === 0) {
      await client.query(`create database ${TEMPLATE}_making`)
      await migrate(urlOf(server, `${TEMPLATE}_making`), migrations)
      await client.query(`alter database ${TEMPLATE}_making rename to ${TEMPLATE}`)
    }
    await client.query(`create database ${name} template ${TEMPLATE}`)
  })
  return {
    url: urlOf(server, name),
    drop: () => administer(server, client => client.query(`drop database ${name} with (force)`))
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function administer(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
