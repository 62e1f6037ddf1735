import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres/index.ts'
import { createTestDatabase } from '../test/support/database.ts'
import { describeSchema } from './schema.ts'

// On the server of TEST_DATABASE_URL, else on one of its own for the moment.
const directory = mkdtempSync(join(tmpdir(), 'parley-schema-'))
const own = process.env['TEST_DATABASE_URL'] ? null : await startEmbeddedPostgres({ directory })
if (own) process.env['TEST_DATABASE_URL'] = own.maintenanceUrl
try {
  const database = await createTestDatabase()
  writeFileSync(new URL('../test/schema.sql', import.meta.url), await describeSchema(database.url))
  await database.drop()
  console.log('test/schema.sql')
} finally {
  await own?.stop()
  rmSync(directory, { recursive: true, force: true })
}
