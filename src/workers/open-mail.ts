import type { ReceiptKey } from '../actions/arrivals.ts'
import { createInboundNotes } from '../actions/note-inbound.ts'
import type { Receipt } from '../actions/read-receipt.ts'
import type { House } from '../actions/scope.ts'
import type { Headers } from '../channels/channel.ts'
import { isGone } from '../platform/heartbeat.ts'
import { prepared } from '../platform/set-wise.ts'
import { createMailLane, type MailLane } from './mail-lane.ts'
import { createLoop, type Worker } from './worker.ts'

export interface MailOpener extends Worker {
  /** Fulfilled when a receipt is kept for good; it rejects when it could not be. Receipts come in order of arrival. */
  bring(receipt: Receipt): Promise<void>
}

const MOST_AT_ONCE = 100
/** Two transactions at a time: while one commits the other computes. More gain nothing. */
const LANES = 2
const POLL_MS = 2_000

/** Keeps and opens the post: reads every entry and applies it. Receipts of one channel stay in order of arrival. */
export function createMailOpener(house: House, processId: string): MailOpener {
  const onError = (error: unknown) => house.log.error({ err: error }, 'the post could not be opened; it waits')
  const noteInbound = createInboundNotes(house)
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    createMailLane({ name: `open-mail-${lane}`, house, processId, noteInbound, pollMs: POLL_MS, onError })
  )
  const laneOf = (receipt: Receipt): MailLane | undefined => lanes[receipt.channel.id % LANES]
  const rescue = createLoop({ name: 'open-mail-rescue', work: () => lease(), pollMs: POLL_MS, onError })

  /** Post whose process has vanished, or that a process without workers has kept. */
  async function lease(): Promise<boolean> {
    const receipts = await leaseReceipts(house, processId)
    for (const receipt of receipts) laneOf(receipt)?.add(receipt)
    return receipts.length > 0
  }

  const all = [...lanes, rescue]
  return {
    name: 'open-mail',
    bring: receipt => laneOf(receipt)?.bring(receipt) ?? Promise.reject(new Error('there is no lane')),
    start() {
      for (const loop of all) loop.start()
    },
    wake() {
      for (const loop of all) loop.wake()
    },
    async drain() {
      const did = [await rescue.drain()]
      for (const lane of lanes) did.push(await lane.drain())
      return did.includes(true)
    },
    async stop() {
      await Promise.all(all.map(loop => loop.stop()))
    }
  }
}

const LEASE = `
  update receipts r set leased_by = $1, lease_until = now() + interval '30 seconds', attempts = r.attempts + 1
  from (
    select organization_id, id, received_at from receipts
    where state = 'pending' and (lease_until is null or lease_until < now() or ${isGone('leased_by')})
    order by received_at, id limit $2 for update skip locked
  ) w
  where r.organization_id = w.organization_id and r.id = w.id and r.received_at = w.received_at
  returning r.organization_id, r.id, r.received_at, r.channel_id, r.headers, r.body`

interface LeasedRow extends ReceiptKey {
  readonly channel_id: number
  readonly headers: Headers
  readonly body: Uint8Array
}

async function leaseReceipts(house: House, workerId: string): Promise<Receipt[]> {
  const rows = await house.database.query<LeasedRow>(prepared(LEASE, [workerId, MOST_AT_ONCE]))
  const ordered = rows.sort((one, other) => (one.id < other.id ? -1 : 1))
  const receipts: Receipt[] = []
  for (const row of ordered) {
    const channel = await house.accounts.byId(row.organization_id, row.channel_id)
    if (channel) receipts.push({ ...row, channel })
  }
  return receipts
}
