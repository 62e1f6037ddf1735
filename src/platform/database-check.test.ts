import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { type CheckQuery, checkDatabase } from './database-check.ts'

describe('The check of a database that is not ours', () => {
  const maintenanceUrl = process.env['TEST_DATABASE_URL'] ?? ''
  const name = `check_${randomBytes(6).toString('hex')}`
  const cleanUp: string[] = []
  let maintenance: pg.Client

  before(async () => {
    maintenance = new pg.Client(maintenanceUrl)
    await maintenance.connect()
  })
  afterEach(async () => {
    for (const statement of cleanUp.splice(0).reverse()) await maintenance.query(statement)
  })
  after(() => maintenance.end())

  it('finds nothing wrong with one that is as it should be', async () => {
    await makeDatabase('')
    const verdict = await check(name)
    assert.deepEqual(verdict.wrong, [])
  })

  it('names an encoding that is not UTF8', async () => {
    await makeDatabase(`template template0 encoding 'SQL_ASCII' locale_provider libc lc_collate 'C' lc_ctype 'C'`)
    const { wrong } = await check(name)
    assert.equal(wrong.length, 1)
    assert.match(wrong[0] ?? '', new RegExp(`encoding of the database ${name} is SQL_ASCII: make it anew`))
  })

  for (const step of ['before', 'after']) {
    it(`names a locale that is blind to Cyrillic, ${step} pg_trgm is there`, async () => {
      await makeDatabase(`template template0 encoding 'UTF8' locale_provider libc lc_collate 'C' lc_ctype 'C'`)
      const { wrong } = await check(name, step === 'after' ? ['create extension pg_trgm'] : [])
      assert.equal(wrong.length, 1)
      assert.match(wrong[0] ?? '', /LC_CTYPE of the database \w+ is C, which finds no letters outside ASCII/)
    })
  }

  it('names promises about what is written that are off', async () => {
    await makeDatabase('')
    const { doubtful } = await check(name, ['set synchronous_commit = off'])
    assert.match(doubtful.join('\n'), /^synchronous_commit is off in the database/m)
  })

  it('names a role with powers it must not have', async () => {
    await makeDatabase('')
    await make('role', `${name}_strong`, 'superuser bypassrls')
    const { doubtful } = await check(name, [], `${name}_strong`)
    assert.match(doubtful.join('\n'), /is a superuser and above row security: run ALTER ROLE/)
  })

  it('tells a user without rights what an administrator must do', async () => {
    await makeDatabase('')
    await make('role', `${name}_guest`, '')
    const { wrong } = await check(name, [`set role ${name}_guest`])
    assert.equal(wrong.length, 2)
    assert.match(wrong.join('\n'), /may not create tables and extensions/)
    assert.match(
      wrong.join('\n'),
      /may not make the role absent_role: let an administrator run CREATE ROLE absent_role; GRANT/
    )
  })

  it('tells a user that the role exists and is not theirs to take', async () => {
    await makeDatabase('')
    await make('role', `${name}_guest`, '')
    await make('role', `${name}_worker`, '')
    const { wrong } = await check(name, [`set role ${name}_guest`], `${name}_worker`)
    assert.match(wrong.join('\n'), /may not work as \w+_worker: let an administrator run GRANT/)
  })

  // Servers like these cannot be run here, so a true answer is bent.
  it('names a version that is too old, and nothing else about it', async () => {
    const { wrong, doubtful } = await checkDatabase(bent({ version: 140_011, version_text: '14.11' }), 'absent_role')
    assert.deepEqual([wrong, doubtful], [['The database is PostgreSQL 14.11: move it to PostgreSQL 15 or newer.'], []])
  })

  it('names extensions the server lacks', async () => {
    const { wrong } = await checkDatabase(bent({ available: ['citext', 'unaccent'] }), 'absent_role')
    assert.match(wrong.join('\n'), /lacks pg_trgm, btree_gin: install its contrib package/)
  })

  it('names a standby, and too few connections', async () => {
    const { wrong, doubtful } = await checkDatabase(bent({ is_standby: true, max_connections: 10 }), 'absent_role')
    assert.match(wrong.join('\n'), /is a read-only standby/)
    assert.match(doubtful.join('\n'), /max_connections of the database is 10: raise it to 20/)
  })

  function bent(facts: Record<string, unknown>): CheckQuery {
    return async text =>
      (await maintenance.query<Record<string, unknown>>(text)).rows.map(row => ({ ...row, ...facts }))
  }

  async function check(database: string, prepare: readonly string[] = [], role = 'absent_role') {
    const url = new URL(maintenanceUrl)
    url.pathname = database
    const client = new pg.Client(url.href)
    try {
      await client.connect()
      for (const statement of prepare) await client.query(statement)
      return await checkDatabase(async text => (await client.query<Record<string, unknown>>(text)).rows, role)
    } finally {
      await client.end()
    }
  }

  const makeDatabase = (options: string): Promise<void> => make('database', name, options)

  async function make(kind: 'database' | 'role', named: string, options: string): Promise<void> {
    await maintenance.query(`create ${kind} ${named} ${options}`)
    cleanUp.push(`drop ${kind} ${named}`)
  }
})
