import type { House } from '../actions/scope.ts'
import type { Metrics } from '../platform/metrics.ts'
import { prepared } from '../platform/set-wise.ts'

/** What an operator looks at first: does anything wait, and for how long? */
const QUESTIONS = [
  {
    name: 'parley_receipts_waiting',
    help: 'Post that is kept and not opened yet',
    text: `select count(*)::int as value from (select 1 from receipts where state = 'pending' limit 10000) w`
  },
  {
    name: 'parley_deliveries_waiting',
    help: 'Lanes with deliveries that are due',
    text: `select count(*)::int as value from (select 1 from lanes where pending > 0 and due_at <= now() limit 10000) w`
  },
  {
    name: 'parley_delivery_age_seconds',
    help: 'Age of the oldest delivery that is due',
    text: `select coalesce(extract(epoch from now() - min(due_at)), 0)::float8 as value from lanes
           where pending > 0 and due_at <= now()`
  },
  {
    name: 'parley_feed_lag_transactions',
    help: 'How far the feed stays behind the newest transaction, because of one that is still under way',
    text: `select (pg_snapshot_xmax(s)::text::bigint - pg_snapshot_xmin(s)::text::bigint) as value
           from (select pg_current_snapshot() as s) s`
  }
] as const

export function gauges(metrics: Metrics, house: House, countSockets: () => number): void {
  metrics.gauge('parley_sockets', 'Sockets connected to this process', countSockets)
  for (const { name, help, text } of QUESTIONS) {
    metrics.gauge(name, help, async () => {
      const [row] = await house.database.query<{ value: number }>(prepared(text, []))
      return row?.value ?? 0
    })
  }
}
