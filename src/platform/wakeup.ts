import pg from 'pg'
import type { Log } from './log.ts'

/** Wakes the other processes on the same database. Carries no data: what there is to see stands in the tables. */
export interface Wakeup {
  /** Resolves after the first try to connect; where it fails, further ones follow. */
  start(): Promise<void>
  /** Tells the others: at once, then at most every 20 ms. What cannot be told now is told after the next connection. */
  notify(): void
  /** Somebody else has something new, or the line was down and something may have been missed. */
  onWake(listener: () => void): void
  readonly connected: boolean
  /** Tells the others what they were not told yet, and leaves. */
  stop(): Promise<void>
}

export interface WakeupOptions {
  readonly connectionString: string
  /** Shared by all processes of one installation. */
  readonly channel: string
  /** What this process says it does not hear itself. */
  readonly processId: string
  readonly log: Log
  /** Greatest pause between two tries to connect. Default 5 s. */
  readonly longestPauseMs?: number
  /** How often a silent line is asked whether it is still there. Default 15 s. */
  readonly heartbeatMs?: number
  /** How long the database may take to answer before the line counts as lost. Default 5 s. */
  readonly answerTimeoutMs?: number
}

const COALESCE_MS = 20
const FIRST_PAUSE_MS = 100

/** A wake-up call over LISTEN and NOTIFY, on a connection of its own that is made again when lost. */
export function createWakeup(options: WakeupOptions): Wakeup {
  const { channel, processId, log, longestPauseMs = 5_000, heartbeatMs = 15_000, answerTimeoutMs = 5_000 } = options
  const listeners: (() => void)[] = []
  const calls = createCalls(send)
  let client: pg.Client | null = null
  let asked: Promise<unknown> = Promise.resolve()
  let opening: Promise<void> | undefined
  let failures = 0
  let stopped = false
  let retry: NodeJS.Timeout | undefined
  let heartbeat: NodeJS.Timeout | undefined

  return {
    start() {
      heartbeat = setInterval(() => void beat(), heartbeatMs)
      opening = open()
      return opening
    },
    notify: () => calls.put(),
    onWake: listener => {
      listeners.push(listener)
    },
    get connected() {
      return client !== null
    },
    async stop() {
      stopped = true
      clearInterval(heartbeat)
      clearTimeout(retry)
      calls.close()
      await opening
      await asked
      const last = client
      client = null
      await last?.end().catch(() => {})
    }
  }

  async function open(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: options.connectionString,
      application_name: 'parley-wakeup',
      keepAlive: true,
      connectionTimeoutMillis: answerTimeoutMs,
      query_timeout: answerTimeoutMs
    })
    fresh.on('error', error => lose(fresh, error))
    fresh.on('end', () => lose(fresh, null))
    fresh.on('notification', ({ payload }) => {
      if (payload !== processId) wakeAll()
    })
    try {
      await fresh.connect()
      await fresh.query(`listen ${pg.escapeIdentifier(channel)}`)
      if (stopped) await fresh.end()
      else welcome(fresh)
    } catch (error) {
      await fresh.end().catch(() => {})
      comeBack(error)
    }
  }

  function welcome(fresh: pg.Client): void {
    client = fresh
    failures = 0
    wakeAll()
    calls.resume()
  }

  function lose(lost: pg.Client, error: unknown): void {
    if (client !== lost) return
    client = null
    lost.end().catch(() => {})
    comeBack(error)
  }

  // Half of the pause is left to chance, so that many processes do not come back at the same moment.
  function comeBack(error: unknown): void {
    if (stopped) return
    log.warn({ err: error }, 'the wake-up line is down; polling until it is back')
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures++, longestPauseMs)
    retry = setTimeout(
      () => {
        opening = open()
      },
      pause * (0.5 + Math.random() / 2)
    )
  }

  function send(): boolean {
    const line = client
    if (!line) return false
    ask(line, 'select pg_notify($1, $2)', [channel, processId]).catch(error => {
      calls.keep()
      lose(line, error)
      // A new line may be there already.
      if (client) calls.resume()
    })
    return true
  }

  // A line that died in silence is not told by the socket for minutes.
  async function beat(): Promise<void> {
    const line = client
    if (line) await ask(line, 'select 1').catch(error => lose(line, error))
  }

  /** One question after the other. */
  function ask(line: pg.Client, text: string, values: readonly string[] = []): Promise<unknown> {
    const answer = asked.then(() => line.query(text, [...values]))
    asked = answer.catch(() => {})
    return answer
  }

  function wakeAll(): void {
    for (const listener of listeners) {
      try {
        listener()
      } catch (error) {
        log.error({ err: error }, 'who was woken failed')
      }
    }
  }
}

interface Calls {
  put(): void
  /** The last call did not arrive: it waits for `resume`. */
  keep(): void
  resume(): void
  /** Sends what waits, and no more. */
  close(): void
}

/** Lets the first call through at once, and joins those of the next 20 ms into one. `send` answers whether it could. */
function createCalls(send: () => boolean): Calls {
  let waits = false
  let pause: NodeJS.Timeout | undefined
  let closed = false

  function flush(): void {
    pause = undefined
    if (!waits || !send()) return
    waits = false
    if (!closed) pause = setTimeout(flush, COALESCE_MS)
  }

  return {
    put() {
      waits = true
      if (!pause && !closed) flush()
    },
    keep: () => {
      waits = true
    },
    resume: () => {
      if (!pause) flush()
    },
    close() {
      closed = true
      clearTimeout(pause)
      flush()
    }
  }
}
