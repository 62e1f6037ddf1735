import assert from 'node:assert/strict'
import type { EventEmitter } from 'node:events'
import { type Connection, type Database, openDatabase, run } from './database.ts'

const url = process.env['TEST_DATABASE_URL']

describe('A question to the database', () => {
  if (!url) return void it('needs TEST_DATABASE_URL')

  let database: Database
  let connection: Connection

  before(async () => {
    database = openDatabase({ connectionString: url, poolSize: 1, applicationName: 'test', onError: () => {} })
    connection = await database.acquire()
  })

  after(async () => {
    database.release(connection)
    await database.destroy()
  })

  /** How often the database says what columns an answer has. */
  function countDescriptions(): () => number {
    let count = 0
    const { connection: line } = connection as unknown as { connection: EventEmitter }
    const hear = (): void => void count++
    line.on('rowDescription', hear)
    return () => {
      line.off('rowDescription', hear)
      return count
    }
  }

  it('has the columns of a prepared statement described once, and reads them ever after', async () => {
    const ask = (number: number) =>
      run(connection, { name: 'once', text: 'select $1::int as number', values: [number] })
    const descriptions = countDescriptions()
    assert.deepEqual([await ask(1), await ask(2), await ask(3)], [[{ number: 1 }], [{ number: 2 }], [{ number: 3 }]])
    assert.equal(descriptions(), 1)
  })

  it('reads a prepared statement that is asked again before its first answer', async () => {
    const ask = () => run(connection, { name: 'twice', text: 'select 1::int8 as number', values: [] })
    assert.deepEqual(await Promise.all([ask(), ask()]), [[{ number: 1 }], [{ number: 1 }]])
  })

  it('answers with no rows where a statement has none', async () => {
    await run(connection, { text: 'create temporary table notes (words text)' })
    const note = () => run(connection, { name: 'note', text: `insert into notes values ('x')`, values: [] })
    assert.deepEqual([await note(), await note()], [[], []])
    assert.deepEqual(await run(connection, { text: 'select count(*)::int as many from notes' }), [{ many: 2 }])
  })

  it('tells which null is which', async () => {
    const text = `select * from (values (1, null), (null, 'b')) as v(number, letter)`
    const ask = () => run(connection, { name: 'nulls', text, values: [] })
    const rows = [
      { number: 1, letter: null },
      { number: null, letter: 'b' }
    ]
    assert.deepEqual([await ask(), await ask()], [rows, rows])
  })

  it('fails where a value cannot be read, and the connection goes on', async () => {
    const ask = (number: string) =>
      run(connection, { name: 'large', text: 'select $1::int8 as number', values: [number] })
    assert.deepEqual(await ask('1'), [{ number: 1 }])
    await assert.rejects(ask('9007199254740993'), RangeError)
    assert.deepEqual(await ask('2'), [{ number: 2 }])
  })

  it('fails where the columns of what was prepared have changed, and never mistakes one for another', async () => {
    await run(connection, { text: 'create temporary table shifting (a int, b int)' })
    await run(connection, { text: 'insert into shifting values (1, 2)' })
    const ask = () => run(connection, { name: 'shifting', text: 'select * from shifting', values: [] })
    assert.deepEqual([await ask(), await ask()], [[{ a: 1, b: 2 }], [{ a: 1, b: 2 }]])
    await run(connection, { text: 'alter table shifting drop column a' })
    await assert.rejects(ask(), /cached plan must not change result type/)
  })
})
