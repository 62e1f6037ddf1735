import type { Database } from './database.ts'
import { insertRows, prepared, together } from './set-wise.ts'
import type { Transaction } from './unit-of-work.ts'

/** Deliveries of one lane leave one after another, in the order in which they were promised. */
export interface LaneKey {
  readonly organization_id: number
  readonly lane_key: string
}

/** Where a lane leads: through the gate of an account, to one person. */
export interface Lane extends LaneKey {
  readonly gate_key: string
  /** The account and the person; null where nobody counts how often one is spoken to. */
  readonly pair_key: string | null
}

export interface Promised {
  readonly id: string
  readonly channel_id: number
  readonly conversation_id: number
  readonly message_id: string
  readonly part_number: number
  readonly part: unknown
  readonly due_at: string
}

/** The head of a lane, leased: nobody else may call for it or settle it while the fence stands. */
export interface Lease extends LaneKey {
  readonly gate_key: string
  readonly pair_key: string | null
  readonly fence: number
  readonly delivery_id: string
  readonly channel_id: number
  readonly conversation_id: number
  readonly message_id: string
  readonly part: unknown
  /** Calls so far, this one included. */
  readonly attempt: number
  readonly created_at: string
  /** Its last worker vanished between handing it over and settling: it may have been sent. */
  readonly interrupted: boolean
}

export type Outcome =
  | {
      readonly kind: 'done'
      readonly state: 'sent' | 'delivered' | 'failed' | 'unknown' | 'canceled'
      readonly provider_message_id: string | null
      readonly error: unknown
    }
  /** Put back, whole lane and all, until a time. */
  | { readonly kind: 'later'; readonly due_at: string; readonly error: unknown }
  /** Moved to a lane of its own until a time: those behind it go on. */
  | { readonly kind: 'aside'; readonly lane_key: string; readonly due_at: string; readonly error: unknown }
  /** Put back and not counted; the gate before the lane is shut. */
  | { readonly kind: 'gate-shut'; readonly reason: string; readonly error: unknown }

/** The lane is somebody else's by now, or was given back already: nothing of the late settlement is written. */
export class LeaseLost extends Error {
  override name = 'LeaseLost'
}

/**
 * Makes a lease last so many seconds from now.
 * @throws LeaseLost
 */
export async function extendLease(database: Pick<Database, 'query'>, lease: Lease, seconds: number): Promise<void> {
  const rows = await database.query(
    prepared(
      `update lanes set lease_until = now() + make_interval(secs => $4)
       where organization_id = $1 and lane_key = $2 and fence = $3 and leased_by is not null returning 1`,
      [lease.organization_id, lease.lane_key, lease.fence, seconds]
    )
  )
  if (rows.length === 0) throw lost(lease)
}

const PROMISED_COLUMNS = {
  organization_id: 'bigint',
  id: 'uuid',
  lane_key: 'text',
  number: 'bigint',
  channel_id: 'bigint',
  conversation_id: 'bigint',
  message_id: 'uuid',
  part_number: 'integer',
  part: 'jsonb',
  due_at: 'timestamptz'
} as const

/** Puts deliveries at the end of a lane. The lane's row is locked, so their order is the order of the commits. */
export async function promise(tx: Transaction, lane: Lane, deliveries: readonly Promised[]): Promise<void> {
  const [first] = deliveries
  if (!first) return
  const [row] = await tx.query<{ next_number: number }>(
    prepared(
      `insert into lanes as l (organization_id, lane_key, gate_key, pair_key, next_number, pending, due_at)
       values ($1, $2, $3, $6, $4::int, $4::int, $5)
       on conflict (organization_id, lane_key) do update set
         gate_key = excluded.gate_key,
         pair_key = excluded.pair_key,
         next_number = l.next_number + excluded.pending,
         pending = l.pending + excluded.pending,
         due_at = case when l.pending = 0 then excluded.due_at else l.due_at end
       returning next_number`,
      [lane.organization_id, lane.lane_key, lane.gate_key, deliveries.length, first.due_at, lane.pair_key]
    )
  )
  const before = (row?.next_number ?? deliveries.length) - deliveries.length
  const rows = deliveries.map((delivery, index) => ({
    ...delivery,
    organization_id: lane.organization_id,
    lane_key: lane.lane_key,
    number: before + index + 1
  }))
  await tx.query(together([insertRows('deliveries', PROMISED_COLUMNS, rows)]))
}

/**
 * Writes what became of the head of a lane and gives the lane back, if the lease still stands.
 * @throws LeaseLost, and the transaction rolls back.
 */
export async function settle(tx: Transaction, lease: Lease, outcome: Outcome, now: Date): Promise<void> {
  if (outcome.kind === 'aside') await step(tx, lease, outcome)
  await giveBack(tx, lease, outcome, now)
  await writeOutcome(tx, lease, outcome, now)
  await tx.query(
    prepared(
      `insert into delivery_attempts (organization_id, id, delivery_id, number, fence, started_at, finished_at, verdict, error)
       values ($1, gen_random_uuid(), $2, $3, $4, $5::timestamptz, $5::timestamptz, $6, $7)`,
      [
        lease.organization_id,
        lease.delivery_id,
        lease.attempt,
        lease.fence,
        now.toISOString(),
        outcome.kind === 'done' ? outcome.state : outcome.kind,
        outcome.error === null ? null : JSON.stringify(outcome.error)
      ]
    )
  )
}

async function giveBack(tx: Transaction, lease: Lease, outcome: Outcome, now: Date): Promise<void> {
  const rows = await tx.query(
    prepared(
      `update lanes l set lease_until = null, leased_by = null, pending = l.pending - $4,
         due_at = coalesce($5::timestamptz, (
           select d.due_at from deliveries d
           where d.organization_id = l.organization_id and d.lane_key = l.lane_key and d.state = 'queued'
           order by d.number limit 1
         ), $6::timestamptz)
       where l.organization_id = $1 and l.lane_key = $2 and l.fence = $3 and l.leased_by is not null
       returning 1`,
      [
        lease.organization_id,
        lease.lane_key,
        lease.fence,
        outcome.kind === 'done' || outcome.kind === 'aside' ? 1 : 0,
        outcome.kind === 'later' ? outcome.due_at : outcome.kind === 'gate-shut' ? now.toISOString() : null,
        now.toISOString()
      ]
    )
  )
  if (rows.length === 0) throw lost(lease)
}

function lost({ lane_key }: Lease): LeaseLost {
  return new LeaseLost(`the lease of lane ${lane_key} has passed to another worker`)
}

async function step(
  tx: Transaction,
  lease: Lease,
  { lane_key, due_at }: Extract<Outcome, { kind: 'aside' }>
): Promise<void> {
  await tx.query(
    prepared(
      `with lane as (
         insert into lanes as l (organization_id, lane_key, gate_key, pair_key, next_number, pending, due_at)
         values ($1, $2, $3, $4, 1, 1, $5)
         on conflict (organization_id, lane_key) do update set
           next_number = l.next_number + 1, pending = l.pending + 1, due_at = case when l.pending = 0 then excluded.due_at else l.due_at end
         returning next_number
       )
       update deliveries d set lane_key = $2, number = lane.next_number, due_at = $5 from lane
       where d.organization_id = $1 and d.id = $6`,
      [lease.organization_id, lane_key, lease.gate_key, lease.pair_key, due_at, lease.delivery_id]
    )
  )
}

async function writeOutcome(tx: Transaction, lease: Lease, outcome: Outcome, now: Date): Promise<void> {
  const key = [lease.organization_id, lease.delivery_id]
  const error = outcome.error === null ? null : JSON.stringify(outcome.error)
  if (outcome.kind === 'done') {
    // A report may have overtaken the answer and climbed further already.
    await tx.query(
      prepared(
        `update deliveries set state = case when state = 'sending' then $3 else state end, error = $4, settled_at = $5,
           provider_message_id = coalesce(provider_message_id, $6)
         where organization_id = $1 and id = $2`,
        [...key, outcome.state, error, now.toISOString(), outcome.provider_message_id]
      )
    )
    return
  }
  const uncounted = outcome.kind === 'gate-shut' ? 1 : 0
  await tx.query(
    prepared(
      `update deliveries set state = 'queued', error = $3, attempts = attempts - $4 where organization_id = $1 and id = $2`,
      [...key, error, uncounted]
    )
  )
}

/**
 * Cancels what a conversation's lanes have not handed over yet; only what belongs to one message when it is given.
 * What is being called right now is looked at again by its worker. Returns the messages concerned.
 */
export async function cancelQueued(
  tx: Transaction,
  organizationId: number,
  conversationIds: readonly number[],
  now: Date,
  messageId: string | null = null
): Promise<string[]> {
  const rows = await tx.query<{ message_id: string }>(
    prepared(
      `with canceled as (
         update deliveries set state = 'canceled', settled_at = $3
         where organization_id = $1 and conversation_id = any($2::bigint[]) and state = 'queued'
           and ($4::uuid is null or message_id = $4)
         returning lane_key, message_id
       ), lane as (
         update lanes l set pending = l.pending - c.count
         from (select lane_key, count(*)::int as count from canceled group by lane_key) c
         where l.organization_id = $1 and l.lane_key = c.lane_key
       )
       select distinct message_id from canceled`,
      [organizationId, [...conversationIds], now.toISOString(), messageId]
    )
  )
  return rows.map(row => row.message_id)
}
