import { runJob } from './job.ts'

export interface BulkJob {
  readonly port: number
  readonly apiKey: string
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

  say('begin')
  const begun = performance.now()
  let action = await ask('', { method: 'POST', body: JSON.stringify(job.action) })
  const answered = performance.now() - begun
  while (action.status === 'running') {
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
    action = await ask(`/${action.id}`)
  }
  const seconds = (performance.now() - begun) / 1_000
  say('end')
  if (action.status !== 'done' || action.failed_count > 0) throw new Error(`it ended as ${JSON.stringify(action)}`)
  return { rows: action.processed_count, seconds, answered }
})
