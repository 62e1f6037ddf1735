import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { type Database, openDatabase } from './database.ts'
import { createHeartbeat } from './heartbeat.ts'
import { createJobs, finishJob, type Job, leaveJobs, postponeJob } from './jobs.ts'
import { LeaseLost } from './outbox.ts'
import { createUnitOfWork, type UnitOfWork } from './unit-of-work.ts'

describe('A job', () => {
  let given: TestDatabase
  let database: Database
  let work: UnitOfWork
  const [one, other] = [randomUUID(), randomUUID()]
  const now = new Date('2026-11-25T10:00:00.000Z')

  before(async () => {
    given = await createTestDatabase()
    database = openDatabase({ connectionString: given.url, poolSize: 4, applicationName: 'test', onError: () => {} })
    work = createUnitOfWork(database, assert.ifError)
  })
  afterEach(() => database.query({ text: 'delete from jobs' }))
  after(async () => {
    await database.destroy()
    await given.drop()
  })

  const leave = (...payloads: object[]) => work.atomically(tx => leaveJobs(tx, 1, 'dig', payloads, now))
  const lease = (worker = one, at = now, kind = 'dig') =>
    createJobs(database).lease({ kind, worker, now: at, limit: 10, seconds: 30 })
  const finish = (job: Job) => work.atomically(tx => finishJob(tx, job))
  const runOut = () => database.query({ text: `update jobs set lease_until = now() - interval '1 s'` })

  async function leased(): Promise<Job> {
    await leave({ hole: 1 })
    const [job] = await lease()
    assert.ok(job)
    return job
  }

  it('is one worker’s, and only of the kind that was asked for', async () => {
    await leave({ hole: 1 }, { hole: 2 })
    assert.deepEqual(await lease(one, now, 'fill'), [])
    const jobs = await lease()
    assert.deepEqual(jobs.map(job => job.payload).toSorted(), [{ hole: 1 }, { hole: 2 }])
    assert.deepEqual(await lease(other), [])
  })

  it('is not left by a transaction that fails', async () => {
    await assert.rejects(
      work.atomically(async tx => {
        await leaveJobs(tx, 1, 'dig', [{ hole: 1 }], now)
        throw new Error('no')
      })
    )
    assert.deepEqual(await lease(), [])
  })

  it('is done once', async () => {
    const job = await leased()
    await finish(job)
    await assert.rejects(finish(job), LeaseLost)
    await runOut()
    assert.deepEqual(await lease(other), [])
  })

  it('passes on when its lease has run out, and the late one is refused', async () => {
    const job = await leased()
    await runOut()
    const [again] = await lease(other)
    assert.equal(again?.attempt, 2)
    await assert.rejects(finish(job), LeaseLost)
    await assert.rejects(postponeJob(database, job, { due_at: now, error: null }), LeaseLost)
    assert.ok(again)
    await finish(again)
  })

  it('waits until it is due again, and counts its tries', async () => {
    const job = await leased()
    const later = new Date(now.getTime() + 60_000)
    await postponeJob(database, job, { due_at: later, error: 'rain' })
    assert.deepEqual(await lease(), [])
    const [again] = await lease(other, later)
    assert.equal(again?.attempt, 2)
  })

  it('knows what its last try has found out', async () => {
    await postponeJob(database, await leased(), { due_at: now, error: null, payload: { hole: 1, depth: 2 } })
    assert.deepEqual((await lease())[0]?.payload, { hole: 1, depth: 2 })
  })

  it('does not count a try that was none', async () => {
    await postponeJob(database, await leased(), { due_at: now, error: null, uncounted: true })
    assert.equal((await lease())[0]?.attempt, 1)
  })

  it('is free as soon as its process says good-bye', async () => {
    const heartbeat = createHeartbeat({ database, processId: one, alone: false, onError: assert.ifError })
    await heartbeat.start()
    await leased()
    assert.deepEqual(await lease(other), [])
    await heartbeat.stop()
    assert.equal((await lease(other)).length, 1)
  })
})
