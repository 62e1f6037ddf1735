import assert from 'node:assert/strict'
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { type Database, openDatabase } from './database.ts'
import { createUnitOfWork } from './unit-of-work.ts'

// A COMMIT that takes its time: the constraint is looked at then, and slowly.
const SLOW = `
  create table slow (id int);
  create function take_time() returns trigger language plpgsql as $$ begin perform pg_sleep(0.2); return null; end $$;
  create constraint trigger slowly after insert on slow deferrable initially deferred
    for each row execute function take_time()`

describe('A unit of work', () => {
  let given: TestDatabase
  let database: Database

  before(async () => {
    given = await createTestDatabase()
    database = openDatabase({ connectionString: given.url, poolSize: 4, applicationName: 'test', onError: () => {} })
    await database.query({ text: SLOW })
  })
  after(async () => {
    await database.destroy()
    await given.drop()
  })

  const begun = (
    work: { atomically: ReturnType<typeof createUnitOfWork>['atomically'] },
    effect: () => void,
    id: number | null
  ) => {
    let atCommit = (): void => {}
    const reached = new Promise<void>(resolve => {
      atCommit = resolve
    })
    const done = work.atomically(async tx => {
      tx.afterCommit(effect)
      await tx.query({ text: 'insert into slow values ($1 / 1)', values: [id] })
      setImmediate(atCommit)
    })
    return { done, reached }
  }

  it('lets one wait until what is being committed has had its effects', async () => {
    const order: string[] = []
    const work = createUnitOfWork(database, assert.ifError)
    const { done, reached } = begun(work, () => order.push('effect'), 1)
    await reached
    await work.commitsUnderWay().then(() => order.push('waited'))
    await done
    assert.deepEqual(order, ['effect', 'waited'])
  })

  it('does not wait for transactions that are far from their end', async () => {
    const work = createUnitOfWork(database, assert.ifError)
    await work.atomically(() => work.commitsUnderWay())
  })
})
