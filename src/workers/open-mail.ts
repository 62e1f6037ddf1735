import type { ReceiptKey } from '../actions/arrivals.ts'
import { createInboundNotes } from '../actions/note-inbound.ts'
import { quarantineFact } from '../actions/quarantine-fact.ts'
import { markOpened, type Receipt, readReceipt } from '../actions/read-receipt.ts'
import { act, type House } from '../actions/scope.ts'
import { takeIn } from '../actions/take-in.ts'
import type { Headers } from '../channels/channel.ts'
import type { System } from '../model/actor.ts'
import { isDatabaseAway } from '../platform/database-away.ts'
import { isGone } from '../platform/heartbeat.ts'
import { prepared } from '../platform/set-wise.ts'
import { createLoop, type Worker } from './worker.ts'

export interface MailOpener extends Worker {
  /** Hands over receipts of this process right after their commit, in order of arrival. */
  add(receipt: Receipt): void
}

const INTAKE: System = { kind: 'system', organization_id: 0, name: 'intake' }
const MOST_AT_ONCE = 100
/** Two transactions at a time: while one commits the other computes. More gain nothing. */
const LANES = 2
const POLL_MS = 2_000

/**
 * Opens the post: reads every entry and applies it. Receipts of one channel stay in order of arrival. One bad fact
 * never takes its neighbours along: the batch is redone one by one and the bad one is put aside.
 */
export function createMailOpener(house: House, workerId: string): MailOpener {
  const queues: Receipt[][] = Array.from({ length: LANES }, () => [])
  const onError = (error: unknown) => house.log.error({ err: error }, 'the post could not be opened; it waits')
  const noteInbound = createInboundNotes(house)
  const loops = queues.map((queue, lane) =>
    createLoop({ name: `open-mail-${lane}`, work: () => openNext(house, queue, noteInbound), pollMs: POLL_MS, onError })
  )
  const rescue = createLoop({ name: 'open-mail-rescue', work: () => lease(), pollMs: POLL_MS, onError })

  function add(receipt: Receipt): void {
    const lane = receipt.channel.id % LANES
    queues[lane]?.push(receipt)
    loops[lane]?.wake()
  }

  /** Post whose process has vanished, or whose opening has failed for want of a database. */
  async function lease(): Promise<boolean> {
    const receipts = await leaseReceipts(house, workerId)
    for (const receipt of receipts) add(receipt)
    return receipts.length > 0
  }

  const all = [...loops, rescue]
  return {
    name: 'open-mail',
    add,
    start() {
      for (const loop of all) loop.start()
    },
    wake() {
      for (const loop of all) loop.wake()
    },
    async drain() {
      const did = [await rescue.drain()]
      for (const loop of loops) did.push(await loop.drain())
      return did.includes(true)
    },
    async stop() {
      await Promise.all(all.map(loop => loop.stop()))
    }
  }
}

type NoteInbound = ReturnType<typeof createInboundNotes>

async function openNext(house: House, queue: Receipt[], noteInbound: NoteInbound): Promise<boolean> {
  const batch = queue.slice(0, MOST_AT_ONCE)
  if (batch.length === 0) return false
  try {
    await openTogether(house, batch)
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    house.log.warn({ err: error, receipts: batch.length }, 'a batch of post failed; opening one by one')
    for (const receipt of batch) await openAlone(house, receipt)
  }
  queue.splice(0, batch.length)
  await noteInbound(batch)
  return queue.length > 0
}

async function openTogether(house: House, receipts: readonly Receipt[]): Promise<void> {
  const arrivals = (await Promise.all(receipts.map(receipt => readReceipt(house, receipt)))).flat()
  await act(house, INTAKE, async scope => {
    await Promise.all([takeIn(scope, arrivals), markOpened(scope.tx, receipts, 'done')])
  })
}

async function openAlone(house: House, receipt: Receipt): Promise<void> {
  try {
    await openTogether(house, [receipt])
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    await openFactByFact(house, receipt)
  }
}

async function openFactByFact(house: House, receipt: Receipt): Promise<void> {
  for (const arrival of await readReceipt(house, receipt)) {
    try {
      await act(house, INTAKE, scope => takeIn(scope, [arrival]))
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      house.log.error({ err: error, receipt_id: receipt.id, kind: arrival.fact.kind }, 'a fact is quarantined')
      await house.unitOfWork.atomically(tx =>
        quarantineFact(tx, arrival.channel.id, receipt, arrival.fact, error instanceof Error ? error.message : 'failed')
      )
    }
  }
  await house.unitOfWork.atomically(tx => markOpened(tx, [receipt], 'quarantined'))
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
