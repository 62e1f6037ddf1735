import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describeSchema } from '../../bin/schema.ts'
import { migrations } from '../../migrations/index.ts'
import { migrate, rollBack } from '../../src/platform/migrations.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

describe('The schema', () => {
  const written = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8')
  let database: TestDatabase

  before(async () => {
    database = await createTestDatabase()
  })
  after(() => database.drop())

  it('is the one in test/schema.sql; npm run db:dump writes it', async () => {
    assert.equal(await describeSchema(database.url), written)
  })

  it('goes down to nothing, and comes up again the same', async () => {
    await rollBack(database.url, migrations)
    const nothing = await describeSchema(database.url)
    assert.doesNotMatch(nothing, /create table/)
    const ran = await migrate(database.url, migrations)
    assert.equal(ran.length, migrations.length)
    assert.equal(await describeSchema(database.url), written)
  })

  it('has nothing left to migrate once it is there', async () => {
    assert.deepEqual(await migrate(database.url, migrations), [])
  })
})
