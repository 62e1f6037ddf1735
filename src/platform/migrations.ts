import type { Knex } from 'knex'
import knexFactory from 'knex'

export interface Migration {
  readonly name: string
  readonly up: (knex: Knex) => Promise<void>
  readonly down: (knex: Knex) => Promise<void>
}

// Two processes that start at once must not both migrate. Any constant will do; this one is ours.
const ADVISORY_LOCK = 72_656_121

/** Brings the schema up to the newest migration, under a cluster-wide lock. Returns the names of those it ran. */
export async function migrate(connectionString: string, migrations: readonly Migration[]): Promise<string[]> {
  return withOwner(connectionString, migrations, async knex => {
    const [, ran] = await knex.migrate.latest()
    return ran
  })
}

/** Takes back every migration. For tests of `down`. */
export async function rollBack(connectionString: string, migrations: readonly Migration[]): Promise<void> {
  await withOwner(connectionString, migrations, knex => knex.migrate.rollback(undefined, true))
}

async function withOwner<Result>(
  connectionString: string,
  migrations: readonly Migration[],
  work: (knex: Knex) => Promise<Result>
): Promise<Result> {
  const knex = knexFactory({
    client: 'pg',
    connection: { connectionString, application_name: 'parley-migrate' },
    pool: { min: 0, max: 2 },
    migrations: { migrationSource: sourceOf(migrations), tableName: 'migrations' }
  })
  const lock = await knex.client.acquireConnection()
  try {
    await lock.query('select pg_advisory_lock($1)', [ADVISORY_LOCK])
    return await work(knex)
  } finally {
    await lock.query('select pg_advisory_unlock($1)', [ADVISORY_LOCK]).catch(() => {})
    knex.client.releaseConnection(lock)
    await knex.destroy()
  }
}

function sourceOf(migrations: readonly Migration[]): Knex.MigrationSource<Migration> {
  return {
    getMigrations: async () => [...migrations],
    getMigrationName: migration => migration.name,
    getMigration: async migration => migration
  }
}
