import { prepared } from '../platform/set-wise.ts'
import type { Receipt } from './read-receipt.ts'
import type { House } from './scope.ts'

// A sign of life, not a count: a busy channel's row is left alone in between.
const EVERY_MS = 60_000

/** Notes on each channel when post came last, to the minute. It changes no version and is no event. */
export function createInboundNotes(house: House): (receipts: readonly Receipt[]) => Promise<void> {
  const noted = new Map<number, number>()
  return async receipts => {
    const latest = new Map<number, Receipt>()
    for (const receipt of receipts) {
      const before = noted.get(receipt.channel.id) ?? Number.NEGATIVE_INFINITY
      if (Date.parse(receipt.received_at) - before >= EVERY_MS) latest.set(receipt.channel.id, receipt)
    }
    if (latest.size === 0) return
    const rows = [...latest.values()]
    await house.database.query(
      prepared(
        `update channels c set last_inbound_at = w.at
         from unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) as w(organization_id, id, at)
         where c.organization_id = w.organization_id and c.id = w.id
           and (c.last_inbound_at is null or c.last_inbound_at < w.at)`,
        [rows.map(row => row.organization_id), rows.map(row => row.channel.id), rows.map(row => row.received_at)]
      )
    )
    for (const row of rows) noted.set(row.channel.id, Date.parse(row.received_at))
  }
}
