import { advanceExecution } from '../actions/advance-execution.ts'
import { callWebhook } from '../actions/call-webhook.ts'
import type { House } from '../actions/scope.ts'
import { record, text } from '../channels/reading.ts'
import { finishJob, type Job, postponeJob } from '../platform/jobs.ts'

/** Carries an execution on until it is over, or has to wait. */
export async function runExecution(house: House, job: Job): Promise<void> {
  const key = { organization_id: job.organization_id, id: text(record(job.payload)['execution_id']) ?? '' }
  for (;;) {
    let stand = await advanceExecution(house, key)
    if (stand.kind === 'calling') stand = await callWebhook(house, key, stand)
    if (stand.kind === 'waiting')
      return postponeJob(house.database, job, { due_at: new Date(stand.due_at), error: null, uncounted: true })
    if (stand.kind === 'over') return house.unitOfWork.atomically(tx => finishJob(tx, job))
  }
}
