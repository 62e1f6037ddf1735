import { runJob } from './job.ts'

export interface BulkJob {
  readonly port: number
  readonly apiKey: string
  /** Done before the clock runs. */
  readonly warmUps: readonly object[]
  readonly action: object
}

export interface BulkResult {
  readonly rows: number
  readonly seconds: number
  /** Until the first answer, ms. */
  readonly answered: number
}

const LOOK_EVERY_MS = 50

interface BulkAction {
  readonly id: number
  readonly status: string
  readonly processed_count: number
  readonly failed_count: number
}

/** Begins a bulk action over REST and looks until it is over. */
runJob(async (job: BulkJob, say): Promise<BulkResult> => {
  const ask = async (path: string, init: RequestInit = {}): Promise<BulkAction> => {
    const headers = { 'x-api-key': job.apiKey, 'content-type': 'application/json' }
    const response = await fetch(`http://127.0.0.1:${job.port}/conversations-bulk-actions${path}`, { ...init, headers })
    const body = await response.text()
    if (!response.ok) throw new Error(`${response.status} ${body}`)
    return JSON.parse(body)
  }

  for (const warmUp of job.warmUps) await finished(warmUp)
  say('begin')
  const begun = performance.now()
  let answered = 0
  const action = await finished(job.action, () => {
    answered = performance.now() - begun
  })
  const seconds = (performance.now() - begun) / 1_000
  say('end')
  return { rows: action.processed_count, seconds, answered }

  async function finished(wanted: object, onAnswer = (): void => {}): Promise<BulkAction> {
    let action = await ask('', { method: 'POST', body: JSON.stringify(wanted) })
    onAnswer()
    while (action.status === 'running') {
      await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
      action = await ask(`/${action.id}`)
    }
    if (action.status === 'done' && action.failed_count === 0) return action
    throw new Error(`it ended as ${JSON.stringify(action)}`)
  }
})
