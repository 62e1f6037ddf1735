import type { Database } from './database.ts'
import { prepared } from './set-wise.ts'

/** Says again and again that this process lives. Whoever falls silent loses its leases. */
export interface Heartbeat {
  readonly name: string
  start(): Promise<void>
  /** A process that says good-bye is gone at once. */
  stop(): Promise<void>
}

export interface HeartbeatOptions {
  readonly database: Database
  readonly processId: string
  /** Nobody else can be at work: the database has just been started by this very process. */
  readonly alone: boolean
  onError(error: unknown): void
}

const BEAT_MS = 2_000
/** Five beats missed. A process that only slept finds its leases taken, and the fence in its way. */
const SILENCE = `interval '10 seconds'`

/** SQL that is true when the process named in a column is known to be gone. One never heard of is not. */
export function isGone(column: string): string {
  return `exists (select from processes p where p.id = ${column} and p.seen_at < now() - ${SILENCE})`
}

const BEAT = `
  insert into processes as p (id, seen_at) values ($1, now()) on conflict (id) do update set seen_at = excluded.seen_at`

const PART = `update processes set seen_at = now() - interval '1 minute' where id = $1`

const BURY_ALL = `update processes set seen_at = now() - interval '1 minute' where seen_at > now() - interval '1 minute'`

// No lease lasts that long.
const FORGET = `delete from processes where seen_at < now() - interval '1 hour'`

export function createHeartbeat({ database, processId, alone, onError }: HeartbeatOptions): Heartbeat {
  let timer: NodeJS.Timeout | undefined
  let beating: Promise<unknown> = Promise.resolve()

  const beat = (): Promise<unknown> => database.query(prepared(BEAT, [processId]))

  return {
    name: 'heartbeat',
    async start() {
      await database.query(prepared(alone ? BURY_ALL : FORGET, []))
      await beat()
      timer = setInterval(() => {
        beating = beat().catch(onError)
      }, BEAT_MS)
    },
    async stop() {
      clearInterval(timer)
      await beating
      await database.query(prepared(PART, [processId]))
    }
  }
}
