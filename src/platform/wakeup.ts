import pg from 'pg'
import type { Log } from './log.ts'

/** Wakes the other processes on the same database. Carries no data: what there is to see stands in the tables. */
export interface Wakeup {
  start(): Promise<void>
  /** Tells the others, at most once in 20 ms; the first at once. */
  notify(): void
  /** Somebody else has something new, or the line was down and something may have been missed. */
  onWake(listener: () => void): void
  readonly connected: boolean
  stop(): Promise<void>
}

const COALESCE_MS = 20
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 5_000

export function createWakeup(options: {
  connectionString: string
  channel: string
  processId: string
  log: Log
}): Wakeup {
  const { connectionString, channel, processId, log } = options
  const listeners: (() => void)[] = []
  let client: pg.Client | null = null
  let stopped = false
  let wait = FIRST_WAIT_MS
  let retry: NodeJS.Timeout | undefined
  let due: NodeJS.Timeout | undefined
  let again = false

  const wakeAll = () => {
    for (const listener of listeners) listener()
  }

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString, application_name: 'parley-wakeup', keepAlive: true })
    fresh.on('error', error => lost(fresh, error))
    fresh.on('end', () => lost(fresh, null))
    fresh.on('notification', ({ payload }) => {
      if (payload !== processId) wakeAll()
    })
    try {
      await fresh.connect()
      await fresh.query(`listen ${pg.escapeIdentifier(channel)}`)
      client = fresh
      wait = FIRST_WAIT_MS
      wakeAll()
    } catch (error) {
      await fresh.end().catch(() => {})
      comeBack(error)
    }
  }

  function lost(which: pg.Client, error: unknown): void {
    if (client !== which) return
    client = null
    which.end().catch(() => {})
    comeBack(error)
  }

  function comeBack(error: unknown): void {
    if (stopped) return
    log.warn({ err: error }, 'the wake-up line is down; polling until it is back')
    retry = setTimeout(connect, wait * (0.5 + Math.random()))
    wait = Math.min(wait * 2, LONGEST_WAIT_MS)
  }

  function send(): void {
    again = false
    client?.query('select pg_notify($1, $2)', [channel, processId]).catch(() => {})
    due = setTimeout(() => {
      due = undefined
      if (again) send()
    }, COALESCE_MS)
  }

  return {
    start: connect,
    notify() {
      if (due) again = true
      else if (!stopped) send()
    },
    onWake: listener => {
      listeners.push(listener)
    },
    get connected() {
      return client !== null
    },
    async stop() {
      stopped = true
      clearTimeout(retry)
      clearTimeout(due)
      const last = client
      client = null
      await last?.end().catch(() => {})
    }
  }
}
