import { isDeepStrictEqual } from 'node:util'
import type { Fact, Headers } from '../channels/channel.ts'
import type { System } from '../model/actor.ts'
import { isDatabaseAway } from '../platform/database-away.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Arrival, ReceiptKey } from './arrivals.ts'
import { quarantineFact } from './quarantine-fact.ts'
import { markOpened, type Receipt, readReceipts } from './read-receipt.ts'
import { act, type House } from './scope.ts'
import { takeIn } from './take-in.ts'

/** Which old post to read again. What is left out narrows nothing. */
export interface ReplayFilter {
  readonly channel_id?: number
  /** By the time of arrival. */
  readonly since?: Date
  /** This one, even if nothing of it was put aside. */
  readonly receipt_id?: string
  /** Only where something was not understood; else also what failed to be applied. */
  readonly unrecognized?: boolean
  /** Reads and counts, and changes nothing. */
  readonly dry_run?: boolean
}

export interface ReplayReport {
  readonly receipts: number
  /** Facts that are understood now and were applied; those that had been before changed nothing. */
  readonly applied: number
  /** Facts that were put aside, and are not any more. */
  readonly released: number
  /** Facts that still cannot be understood or applied. */
  readonly remaining: number
}

const REPLAY: System = { kind: 'system', organization_id: 0, name: 'replay' }

/**
 * Reads kept bytes again with the present version of the dialect. Applying is idempotent, so whatever of a receipt
 * was taken in before stays as it is. `tell` hears the sums after each receipt.
 */
export async function replayReceipts(
  house: House,
  filter: ReplayFilter,
  tell: (sums: ReplayReport) => void = () => {}
): Promise<ReplayReport> {
  let sums: ReplayReport = { receipts: 0, applied: 0, released: 0, remaining: 0 }
  let after = FIRST_ID
  for (;;) {
    const page = await nextReceipts(house, filter, after)
    const last = page.at(-1)
    if (!last) return sums
    for (const receipt of page) {
      sums = added(sums, await replay(house, receipt, filter.dry_run ?? false))
      tell(sums)
    }
    after = last.id
  }
}

async function replay(house: House, receipt: Receipt, dryRun: boolean): Promise<Omit<ReplayReport, 'receipts'>> {
  const arrivals = await readReceipts(house, [receipt])
  const failed: Failure[] = arrivals.filter(isOpaque).map(arrival => ({ arrival, reason: arrival.fact.kind }))
  const clear = arrivals.filter(arrival => !isOpaque(arrival) && arrival.fact.kind !== 'account')
  if (!dryRun) {
    for (const arrival of clear) {
      const reason = await apply(house, arrival)
      if (reason !== null) failed.push({ arrival, reason })
    }
  }
  const aside = await readAside(house, receipt)
  const released = aside.filter(row => !failed.some(({ arrival }) => isSame(row.fact, arrival.fact)))
  if (!dryRun) {
    const fresh = failed.filter(({ arrival }) => !aside.some(row => isSame(row.fact, arrival.fact)))
    await release(house, receipt, released, fresh, failed.length === 0)
  }
  const unappliable = failed.filter(({ arrival }) => !isOpaque(arrival)).length
  return { applied: clear.length - unappliable, released: released.length, remaining: failed.length }
}

interface Failure {
  readonly arrival: Arrival
  readonly reason: string
}

function isOpaque({ fact }: Arrival): boolean {
  return fact.kind === 'unrecognized'
}

/** Why a fact could not be applied; null: it was. */
async function apply(house: House, arrival: Arrival): Promise<string | null> {
  try {
    await act(house, REPLAY, scope => takeIn(scope, [arrival]))
    return null
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    house.log.warn({ err: error, receipt_id: arrival.receipt.id, kind: arrival.fact.kind }, 'a fact still fails')
    return error instanceof Error ? error.message : 'failed'
  }
}

interface AsideRow {
  readonly id: string
  readonly fact: unknown
}

/** A fact as it comes back from the database. */
function isSame(kept: unknown, fact: Fact): boolean {
  return isDeepStrictEqual(kept, JSON.parse(JSON.stringify(fact)))
}

/** News of the account was never a failure; it stays where the operator finds it. */
function readAside(house: House, { organization_id, id }: ReceiptKey): Promise<AsideRow[]> {
  return house.database.query<AsideRow>(
    prepared(
      `select id, fact from quarantined_facts
       where organization_id = $1 and receipt_id = $2 and released_at is null and reason <> 'account' order by id`,
      [organization_id, id]
    )
  )
}

async function release(
  house: House,
  receipt: Receipt,
  released: readonly AsideRow[],
  fresh: readonly Failure[],
  done: boolean
): Promise<void> {
  await house.unitOfWork.atomically(async tx => {
    await tx.query(
      prepared('update quarantined_facts set released_at = $3 where organization_id = $1 and id = any($2::uuid[])', [
        receipt.organization_id,
        released.map(row => row.id),
        house.clock.now().toISOString()
      ])
    )
    for (const { arrival, reason } of fresh) {
      await quarantineFact(tx, arrival.channel.id, receipt, arrival.fact, reason)
    }
    if (done) await markOpened(tx, [receipt], 'done')
  })
}

const MOST_AT_ONCE = 100
const FIRST_ID = '00000000-0000-0000-0000-000000000000'

// The ids are those of time, so post is read again in the order of its arrival.
const NEXT = `
  select r.organization_id, r.id, r.received_at, r.channel_id, r.headers, r.body
  from receipts r
  where r.id > $1 and r.state <> 'pending'
    and ($2::bigint is null or r.channel_id = $2)
    and ($3::timestamptz is null or r.received_at >= $3)
    and case when $4::uuid is not null then r.id = $4 else exists (
      select 1 from quarantined_facts q
      where q.organization_id = r.organization_id and q.receipt_id = r.id and q.released_at is null
        and q.reason <> 'account' and (not $5 or q.reason = 'unrecognized')
    ) end
  order by r.id
  limit ${MOST_AT_ONCE}`

interface ReceiptRow extends ReceiptKey {
  readonly channel_id: number
  readonly headers: Headers
  readonly body: Uint8Array
}

async function nextReceipts(house: House, filter: ReplayFilter, after: string): Promise<Receipt[]> {
  const rows = await house.database.query<ReceiptRow>(
    prepared(NEXT, [
      after,
      filter.channel_id ?? null,
      filter.since?.toISOString() ?? null,
      filter.receipt_id ?? null,
      filter.unrecognized ?? false
    ])
  )
  const receipts: Receipt[] = []
  for (const row of rows) {
    const channel = await house.accounts.byId(row.organization_id, row.channel_id)
    if (channel) receipts.push({ ...row, channel })
  }
  return receipts
}

function added(sums: ReplayReport, more: Omit<ReplayReport, 'receipts'>): ReplayReport {
  return {
    receipts: sums.receipts + 1,
    applied: sums.applied + more.applied,
    released: sums.released + more.released,
    remaining: sums.remaining + more.remaining
  }
}
