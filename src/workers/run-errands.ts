import type { House } from '../actions/scope.ts'
import type { Job, Jobs } from '../platform/jobs.ts'
import { LeaseLost } from '../platform/outbox.ts'
import { createLoop, type Worker } from './worker.ts'

/** Goes to a provider and comes back: finishes its job, or postpones it. */
export type Errand = (house: House, job: Job) => Promise<void>

const MOST_AT_ONCE = 8
/** Longer than an errand of some calls, fifteen seconds each, may take. */
const LEASE_SECONDS = 600
const POLL_MS = 2_000

/** Runs small errands to providers, by the kinds of their jobs. What one throws is tried again after its lease. */
export function createErrandRunner(
  house: House,
  jobs: Jobs,
  errands: Readonly<Record<string, Errand>>,
  workerId: string
): Worker {
  async function work(): Promise<boolean> {
    const counts = await Promise.all(Object.entries(errands).map(([kind, errand]) => runSome(kind, errand)))
    return counts.some(count => count === MOST_AT_ONCE)
  }

  async function runSome(kind: string, errand: Errand): Promise<number> {
    const options = { kind, worker: workerId, now: house.clock.now(), limit: MOST_AT_ONCE, seconds: LEASE_SECONDS }
    const leased = await jobs.lease(options)
    await Promise.all(leased.map(job => run(errand, job)))
    return leased.length
  }

  async function run(errand: Errand, job: Job): Promise<void> {
    try {
      await errand(house, job)
    } catch (error) {
      if (error instanceof LeaseLost) house.log.warn({ job_id: job.id }, error.message)
      else house.log.error({ err: error, job_id: job.id }, 'an errand came to nothing')
    }
  }

  return createLoop({
    name: 'run-errands',
    work,
    pollMs: POLL_MS,
    onError: error => house.log.error({ err: error }, 'errands cannot be leased; trying again')
  })
}
