import type { Database } from './database.ts'
import { isGone } from './heartbeat.ts'
import { prepared } from './set-wise.ts'

/** A place in the log: below it everything is committed and read. */
export interface Position {
  readonly transaction_id: number
  readonly event_id: string
}

/** One of all processes reads the log for a purpose; how far it has come outlives it. */
export interface LogReader {
  /** Where to go on, while this process is the one that reads; null: another one does. */
  hold(): Promise<Position | null>
  /** Everything up to here has been dealt with. Answers whether this process still reads. */
  advance(to: Position): Promise<boolean>
  /** Lets another process go on at once. */
  release(): Promise<void>
}

const LEASE = `interval '30 seconds'`
export const ZERO = '00000000-0000-0000-0000-000000000000'

// The transactions of another cluster mean nothing here: a new epoch begins with what is to come.
const HOLD = `
  insert into log_readers as r (name, epoch, transaction_id, event_id, leased_by, lease_until)
  select $1, epoch, (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint, '${ZERO}', $2, now() + ${LEASE} from log_epoch
  on conflict (name) do update set leased_by = excluded.leased_by, lease_until = excluded.lease_until,
    transaction_id = case when r.epoch = excluded.epoch then r.transaction_id else excluded.transaction_id end,
    event_id = case when r.epoch = excluded.epoch then r.event_id else excluded.event_id end,
    epoch = excluded.epoch
  where r.leased_by = $2 or r.lease_until is null or r.lease_until < now() or ${isGone('r.leased_by')}
  returning transaction_id, event_id`

const ADVANCE = `
  update log_readers set transaction_id = $3, event_id = $4, lease_until = now() + ${LEASE}
  where name = $1 and leased_by = $2 and lease_until > now() returning 1`

const RELEASE = 'update log_readers set leased_by = null, lease_until = null where name = $1 and leased_by = $2'

export function createLogReader(database: Pick<Database, 'query'>, name: string, processId: string): LogReader {
  return {
    async hold() {
      const [position] = await database.query<Position>(prepared(HOLD, [name, processId]))
      return position ?? null
    },
    async advance({ transaction_id, event_id }) {
      const rows = await database.query(prepared(ADVANCE, [name, processId, transaction_id, event_id]))
      return rows.length > 0
    },
    async release() {
      await database.query(prepared(RELEASE, [name, processId]))
    }
  }
}
