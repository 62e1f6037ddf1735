import { advanceExecution, giveUp } from '../actions/advance-execution.ts'
import { callWebhook } from '../actions/call-webhook.ts'
import type { House } from '../actions/scope.ts'
import { setOffByClock } from '../actions/set-off-by-clock.ts'
import { RUN_EXECUTION, RUN_SCHEDULE } from '../actions/start-execution.ts'
import { number, record, text } from '../channels/reading.ts'
import { finishJob, type Job, type Jobs, postponeJob } from '../platform/jobs.ts'
import { LeaseLost } from '../platform/outbox.ts'
import { createLoop, drainAll, type Worker } from './worker.ts'

/** Most of them wait for the database; one that waits for a webhook holds up nobody else. */
const MOST_AT_ONCE = 16
/** Longer than all steps of an automation, each of whose calls may take fifteen seconds. */
const LEASE_SECONDS = 1_800
const POLL_MS = 1_000

/** Carries executions on, and sets schedules off: as jobs, so that whoever is killed is followed by another. */
export function createExecutionRunner(house: House, jobs: Jobs, workerId: string): Worker {
  const underWay = new Set<Promise<void>>()

  async function work(): Promise<boolean> {
    if (underWay.size >= MOST_AT_ONCE) {
      await Promise.race(underWay)
      return true
    }
    const counts = [await lease(RUN_SCHEDULE, runSchedule), await lease(RUN_EXECUTION, runExecution)]
    return counts.some(count => count > 0)
  }

  async function lease(kind: string, run: (house: House, job: Job) => Promise<void>): Promise<number> {
    const limit = Math.max(0, MOST_AT_ONCE - underWay.size)
    const options = { kind, worker: workerId, now: house.clock.now(), limit, seconds: LEASE_SECONDS }
    const leased = await jobs.lease(options)
    for (const job of leased) begin(job, run)
    return leased.length
  }

  function begin(job: Job, run: (house: House, job: Job) => Promise<void>): void {
    const running = run(house, job)
      .catch(error => comeBackTo(house, job, error))
      .catch(error => {
        if (error instanceof LeaseLost) house.log.warn({ job_id: job.id }, error.message)
        else house.log.error({ err: error, job_id: job.id }, 'an execution is left until its lease has run out')
      })
      .finally(() => {
        underWay.delete(running)
        loop.wake()
      })
    underWay.add(running)
  }

  const loop = createLoop({
    name: 'run-executions',
    work,
    pollMs: POLL_MS,
    onError: error => house.log.error({ err: error }, 'executions cannot be leased; trying again')
  })

  return {
    ...loop,
    drain: () => drainAll(loop, underWay),
    async stop() {
      await loop.stop()
      await Promise.all(underWay)
    }
  }
}

/** Takes step after step until it is over, or has to wait. */
async function runExecution(house: House, job: Job): Promise<void> {
  const key = keyOf(job)
  for (;;) {
    let stand = await advanceExecution(house, key)
    if (stand.kind === 'calling') stand = await callWebhook(house, key, stand)
    if (stand.kind === 'waiting')
      return postponeJob(house.database, job, { due_at: new Date(stand.due_at), error: null, uncounted: true })
    if (stand.kind === 'over') return house.unitOfWork.atomically(tx => finishJob(tx, job))
  }
}

/** Sets an automation off for a time that has come. */
async function runSchedule(house: House, job: Job): Promise<void> {
  const { automation_id, at } = record(job.payload)
  const key = { organization_id: job.organization_id, id: number(automation_id) ?? 0 }
  await setOffByClock(house, key, text(at) ?? '')
  await house.unitOfWork.atomically(tx => finishJob(tx, job))
}

const PAUSES_MS = [1_000, 5_000, 30_000, 120_000, 600_000]

/** What nobody expected is tried again; what goes wrong every time ends. */
async function comeBackTo(house: House, job: Job, error: unknown): Promise<void> {
  if (error instanceof LeaseLost) throw error
  house.log.error({ err: error, job_id: job.id, attempt: job.attempt }, 'an execution came to nothing')
  const pause = PAUSES_MS[job.attempt - 1]
  if (pause !== undefined) {
    const due_at = new Date(house.clock.now().getTime() + pause)
    return postponeJob(house.database, job, { due_at, error: String(error) })
  }
  await giveUp(house, keyOf(job))
  await house.unitOfWork.atomically(tx => finishJob(tx, job))
}

function keyOf({ organization_id, payload }: Job): { organization_id: number; id: string } {
  return { organization_id, id: text(record(payload)['execution_id']) ?? '' }
}
