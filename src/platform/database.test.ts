import assert from 'node:assert/strict'
import { type Database, openDatabase, run } from './database.ts'

const url = process.env['TEST_DATABASE_URL']

describe('A database', () => {
  if (!url) return void it('needs TEST_DATABASE_URL')

  let database: Database

  before(() => {
    database = openDatabase({ connectionString: url, poolSize: 2, applicationName: 'test', onError: () => {} })
  })

  after(() => database.destroy())

  it('answers statements of one turn in their order, and a failed one fails alone', async () => {
    const connection = await database.acquire()
    try {
      const answers = await Promise.allSettled([
        run(connection, { text: 'select 1 as number' }),
        run(connection, { text: 'select 1 / 0' }),
        run(connection, { text: 'select $1::int as number', values: [3] })
      ])
      assert.deepEqual(
        answers.map(answer => (answer.status === 'fulfilled' ? answer.value : 'failed')),
        [[{ number: 1 }], 'failed', [{ number: 3 }]]
      )
    } finally {
      database.release(connection)
    }
  })
})
