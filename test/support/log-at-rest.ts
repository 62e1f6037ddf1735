import type { Database } from '../../src/platform/database.ts'
import { until } from './stage.ts'

/**
 * Fulfilled when everything that is committed now lies below the oldest transaction under way, which is any database's
 * of the cluster: what other tests do meanwhile keeps the log from resting.
 */
export async function untilLogIsAtRest(database: Database): Promise<void> {
  await until(async () => {
    const [found] = await database.query<{ rests: boolean }>({
      text: `select coalesce(max(transaction_id), 0) < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint as rests
        from events`
    })
    return found?.rests ?? false
  }, 'the log to be at rest')
}
