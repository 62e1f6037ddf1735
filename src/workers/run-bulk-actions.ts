import { type BulkKey, memberBehind } from '../actions/bulk-action-row.ts'
import { failBulkAction } from '../actions/cancel-bulk-action.ts'
import { BULK_ACTION } from '../actions/create-bulk-action.ts'
import { runBulkAction } from '../actions/run-bulk-action.ts'
import { act, type House } from '../actions/scope.ts'
import { Refusal } from '../model/errors.ts'
import { finishJob, type Job, type Jobs, postponeJob } from '../platform/jobs.ts'
import { LeaseLost } from '../platform/outbox.ts'
import { createLoop, type Worker } from './worker.ts'

/** While one chunk is written by the database, the next is decided here. */
const LANES = 2
/** After so long the next bulk action has its turn. */
const TURN_MS = 5_000
/** Longer than a turn and the chunks it ends with. */
const LEASE_SECONDS = 60
const POLL_MS = 2_000
const PAUSE_AFTER_ERROR_MS = 5_000

/** Goes on with bulk actions in turn, wherever whoever began them has left off. */
export function createBulkRunner(house: House, jobs: Jobs, workerId: string): Worker {
  let isLeaving = false

  async function work(): Promise<boolean> {
    const options = { kind: BULK_ACTION, worker: workerId, now: house.clock.now(), limit: 1, seconds: LEASE_SECONDS }
    const [job] = await jobs.lease<{ id: number }>(options)
    if (!job) return false
    try {
      await takeTurn(job)
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error
      house.log.warn({ job_id: job.id }, error.message)
    }
    return true
  }

  async function takeTurn(job: Job<{ id: number }>): Promise<void> {
    const key = { organization_id: job.organization_id, id: job.payload.id }
    const until = performance.now() + TURN_MS
    const mayGoOn = (): boolean => !isLeaving && performance.now() < until
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => runLane(key, mayGoOn)))
    const failed = lanes.find(lane => lane.status === 'rejected')
    if (failed) house.log.error({ err: failed.reason, bulk_action_id: key.id }, 'a bulk action stopped; trying again')
    if (!(await memberBehind(house, key))) return house.unitOfWork.atomically(tx => finishJob(tx, job))
    const due_at = new Date(house.clock.now().getTime() + (failed ? PAUSE_AFTER_ERROR_MS : 0))
    await postponeJob(house.database, job, { due_at, error: failed ? String(failed.reason) : null })
  }

  async function runLane(key: BulkKey, mayGoOn: () => boolean): Promise<void> {
    const begun = await memberBehind(house, key)
    if (!begun) return
    try {
      await runBulkAction(house, key, { actor: () => house.identifier.standing(begun), mayGoOn })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const actor = { kind: 'system', organization_id: key.organization_id, name: 'bulk-actions' } as const
      await act(house, actor, scope => failBulkAction(scope, key))
    }
  }

  const loop = createLoop({
    name: 'run-bulk-actions',
    work,
    pollMs: POLL_MS,
    onError: error => house.log.error({ err: error }, 'bulk actions cannot be leased; trying again')
  })

  return {
    ...loop,
    stop() {
      isLeaving = true
      return loop.stop()
    }
  }
}
