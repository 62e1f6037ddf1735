import type { House } from '../actions/scope.ts'
import { sweepCredentials } from '../actions/sweep-credentials.ts'
import { sweepFiles } from '../actions/sweep-files.ts'
import { sweepUploads } from '../actions/sweep-uploads.ts'
import { prepared } from '../platform/set-wise.ts'
import { createLoop, type Worker } from './worker.ts'

const EVERY_MS = 60 * 60_000
const DAY_MS = 86_400_000
/** A key is promised for a day. */
const IDEMPOTENCY_DAYS = 2
/** Providers bring a report for a week at most. */
const HELD_DAYS = 30
const MOST_AT_ONCE = 500

/** Throws away what has had its time, in small pieces. `sweepStore` does so among the bytes of the store. */
export function createSweeper(house: House, sweepStore: () => Promise<unknown>): Worker {
  async function work(): Promise<boolean> {
    const now = house.clock.now()
    await sweepCredentials(house.database, now)
    const swept = await Promise.all([
      sweep(house, 'idempotency_keys', 'organization_id, actor, key', daysBefore(now, IDEMPOTENCY_DAYS)),
      sweep(house, 'held_facts', 'organization_id, id', daysBefore(now, HELD_DAYS)),
      sweep(house, 'provider_media', 'organization_id, channel_id, file_id', now.toISOString(), 'expires_at')
    ])
    await sweepStore()
    const more = await sweepFiles(house, now)
    return (await sweepUploads(house, now)) || more || swept.some(count => count === MOST_AT_ONCE)
  }

  const loop = createLoop({
    name: 'sweep',
    work,
    pollMs: EVERY_MS,
    onError: error => house.log.error({ err: error }, 'sweeping failed; trying again')
  })
  // What others have done is no reason to sweep.
  return { ...loop, wake: () => {} }
}

async function sweep(
  { database }: House,
  table: string,
  key: string,
  before: string,
  column = 'created_at'
): Promise<number> {
  const rows = await database.query(
    prepared(
      `delete from ${table} where (${key}) in
         (select ${key} from ${table} where ${column} < $1 order by ${column} limit ${MOST_AT_ONCE}) returning 1`,
      [before]
    )
  )
  return rows.length
}

function daysBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * DAY_MS).toISOString()
}
