import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { keepReceipts } from '../actions/keep-receipts.ts'
import type { createInboundNotes } from '../actions/note-inbound.ts'
import { quarantineFact } from '../actions/quarantine-fact.ts'
import { markOpened, type Receipt, readReceipts } from '../actions/read-receipt.ts'
import { act, type House } from '../actions/scope.ts'
import { takeIn } from '../actions/take-in.ts'
import type { System } from '../model/actor.ts'
import { isDatabaseAway } from '../platform/database-away.ts'
import { createLoop, type Worker } from './worker.ts'

/** A receipt in a lane. Until it is kept whoever brought it waits. */
interface Letter {
  readonly receipt: Receipt
  kept: boolean
  settle(error?: unknown): void
}

/** Post of some channels, opened batch by batch in its order. */
export interface MailLane extends Worker {
  /** Fulfilled when the receipt is kept, which is when it is opened if nothing is wrong with it. */
  bring(receipt: Receipt): Promise<void>
  /** Takes over what is kept already. */
  add(receipt: Receipt): void
}

export interface MailLaneOptions {
  readonly name: string
  readonly house: House
  /** What keeps its lease while it is not opened. */
  readonly processId: string
  readonly noteInbound: ReturnType<typeof createInboundNotes>
  readonly pollMs: number
  onError(error: unknown): void
}

const INTAKE: System = { kind: 'system', organization_id: 0, name: 'intake' }
const MOST_AT_ONCE = 100

/**
 * Receipts that come while a batch is being written leave with the next; nobody waits for a batch to fill. Keeping and
 * opening are one transaction. Where that fails the batch is kept first, then opened one by one, and what is bad is put
 * aside alone.
 */
export function createMailLane({ house, processId, noteInbound, ...options }: MailLaneOptions): MailLane {
  let queue: Letter[] = []

  async function openNext(): Promise<boolean> {
    // What has arrived while this process computed is read first and goes with this batch. Nobody waits for more.
    await turnOfTheLoop()
    const letters = queue.slice(0, MOST_AT_ONCE)
    if (letters.length === 0) return false
    try {
      await openTogether(house, letters)
    } catch (error) {
      await keepUnopened(letters)
      if (isDatabaseAway(error)) throw error
      house.log.warn({ err: error, receipts: letters.length }, 'a batch of post failed; opening one by one')
      for (const letter of letters) if (letter.kept) await openAlone(house, letter)
    }
    queue = queue.slice(letters.length)
    for (const letter of letters) letter.settle()
    await noteInbound(letters.map(letter => letter.receipt))
    return queue.length > 0
  }

  /** What cannot even be kept is not ours: whoever brought it hears so and brings it again. */
  async function keepUnopened(letters: readonly Letter[]): Promise<void> {
    const fresh = letters.filter(letter => !letter.kept)
    if (fresh.length === 0) return
    const receipts = fresh.map(letter => letter.receipt)
    try {
      await house.database.query(keepReceipts(receipts, 'pending', processId))
    } catch (error) {
      queue = queue.filter(letter => !fresh.includes(letter))
      for (const letter of fresh) letter.settle(error)
      throw error
    }
    for (const letter of fresh) {
      letter.kept = true
      letter.settle()
    }
  }

  const loop = createLoop({ ...options, work: openNext })

  function push(letter: Letter): void {
    queue.push(letter)
    loop.wake()
  }

  return {
    ...loop,
    bring: receipt =>
      new Promise((resolve, reject) => {
        push({ receipt, kept: false, settle: error => (error === undefined ? resolve() : reject(error)) })
      }),
    add: receipt => push({ receipt, kept: true, settle: () => {} })
  }
}

async function openTogether(house: House, letters: readonly Letter[]): Promise<void> {
  const receipts = letters.map(letter => letter.receipt)
  const arrivals = await readReceipts(house, receipts)
  const fresh = letters.filter(letter => !letter.kept).map(letter => letter.receipt)
  const kept = letters.filter(letter => letter.kept).map(letter => letter.receipt)
  await act(house, INTAKE, async scope => {
    await takeIn(scope, arrivals)
    if (fresh.length > 0) scope.tx.send(keepReceipts(fresh, 'done', null))
    if (kept.length > 0) await markOpened(scope.tx, kept, 'done')
  })
}

async function openAlone(house: House, letter: Letter): Promise<void> {
  try {
    await openTogether(house, [letter])
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    await openFactByFact(house, letter.receipt)
  }
}

async function openFactByFact(house: House, receipt: Receipt): Promise<void> {
  for (const arrival of await readReceipts(house, [receipt])) {
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
