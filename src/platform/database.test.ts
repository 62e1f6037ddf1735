import assert from 'node:assert/strict'
import { type Database, openDatabase, run, type Statement } from './database.ts'

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

  it('writes as JSON what it reads in rows', async () => {
    const text = `select 1::int2 as a, -2 as b, 9007199254740991 as c, 1.5::float8 as d, 1.50::numeric as e, true as f,
      false as g, 'O"H\\ara' || chr(10) || 'Żuk' as h, '"'::varchar as i, timestamptz '2026-01-02 03:04:05.6+02' as j,
      timestamptz '2026-01-02' as k, date '2026-01-02' as l, '0198b5e6-0000-7000-8000-00000000000a'::uuid as m,
      '{"a": [1, "x"]}'::jsonb as n, '[]'::json as o, array['a"', null] as p, array[1, 2] as q, null::text as r,
      '7'::xid8 as s`
    const [row] = await database.query({ text })
    assert.deepEqual(await jsonOf({ text }), Object.values(row ?? {}))
  })

  it('writes no number that JSON cannot carry, and reads on', async () => {
    await assert.rejects(jsonOf({ text: 'select 9007199254740993' }), RangeError)
    await assert.rejects(jsonOf({ text: 'select 1 / 0' }), { code: '22012' })
    await assert.rejects(
      database.readJson({ text: 'select 1' }, () => {
        throw new TypeError('not taken')
      }),
      TypeError
    )
    assert.deepEqual(await jsonOf({ text: 'select $1::text', values: ['on'] }), ['on'])
  })

  async function jsonOf(statement: Statement): Promise<unknown[]> {
    const values: unknown[] = []
    await database.readJson(statement, row => values.push(...row.map(each => JSON.parse(each ?? 'null'))))
    return values
  }
})
