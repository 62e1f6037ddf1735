import type { Lane } from './outbox.ts'
import { prepared } from './set-wise.ts'
import type { Transaction } from './unit-of-work.ts'

/** Shuts the gate before all lanes of an account. True for the one who did. */
export async function shutGate(
  tx: Transaction,
  organizationId: number,
  gateKey: string,
  reason: string,
  now: Date
): Promise<boolean> {
  const rows = await tx.query(
    prepared(
      `insert into gates as g (organization_id, gate_key, shut_at, reason, updated_at) values ($1, $2, $3::timestamptz, $4, $3::timestamptz)
       on conflict (organization_id, gate_key) do update set shut_at = excluded.shut_at, reason = excluded.reason, updated_at = excluded.updated_at where g.shut_at is null
       returning 1`,
      [organizationId, gateKey, now.toISOString(), reason]
    )
  )
  return rows.length > 0
}

/** Opens it again; what waited leaves in order. True if it was shut. */
export async function openGate(tx: Transaction, organizationId: number, gateKey: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    prepared(
      `with opened as (
         update gates set shut_at = null, reason = null, busy_until = null, slots = '{}', updated_at = $3
         where organization_id = $1 and gate_key = $2 and shut_at is not null returning organization_id, gate_key
       ), called as (
         -- Those who stood before the shut gate were sent to look again in a while.
         update lanes l set due_at = $3 from opened
         where l.organization_id = opened.organization_id and l.gate_key = opened.gate_key
           and l.pending > 0 and l.leased_by is null and l.due_at between $3 and $3::timestamptz + interval '1 minute'
           and exists (
             select from deliveries d where d.organization_id = l.organization_id and d.lane_key = l.lane_key
               and d.state = 'queued' and d.due_at <= $3
           )
       )
       select 1 from opened`,
      [organizationId, gateKey, now.toISOString()]
    )
  )
  return rows.length > 0
}

/** Keeps others from the gate until the transaction ends: whoever changes an account takes its gate first. */
export async function holdGate(tx: Transaction, organizationId: number, gateKey: string): Promise<void> {
  await tx.query(
    prepared('select 1 from gates where organization_id = $1 and gate_key = $2 for update', [organizationId, gateKey])
  )
}

/** How fast an account may speak: so many in any second, and to one person one in so many seconds. */
export interface Pace {
  readonly per_second: number
  /** `burst` of them at once, borrowed from the time to come. null: nobody counts. */
  readonly pair: { readonly seconds: number; readonly burst: number } | null
}

/** Makes the gate let through so much and no more. */
export async function paceGate(
  tx: Transaction,
  organizationId: number,
  gateKey: string,
  { per_second, pair }: Pace
): Promise<void> {
  await tx.query(
    prepared(
      `insert into gates (organization_id, gate_key, rate_per_second, pair_seconds, pair_burst) values ($1, $2, $3, $4, $5)
       on conflict (organization_id, gate_key) do update set
         rate_per_second = excluded.rate_per_second, pair_seconds = excluded.pair_seconds, pair_burst = excluded.pair_burst`,
      [organizationId, gateKey, per_second, pair?.seconds ?? null, pair?.burst ?? null]
    )
  )
}

/** The provider finds an account too fast: all of its lanes wait, and go at half the pace for a minute after. */
export async function slowGate(
  tx: Transaction,
  { organization_id, gate_key }: Pick<Lane, 'organization_id' | 'gate_key'>,
  until: string
): Promise<void> {
  await tx.query(
    prepared(
      `update gates set busy_until = greatest(busy_until, $3), slow_until = greatest(slow_until, $3::timestamptz + interval '1 minute')
       where organization_id = $1 and gate_key = $2`,
      [organization_id, gate_key, until]
    )
  )
}

/** The provider has counted more between two than we have: nothing is left to borrow until then, and one more after. */
export async function drainPair(
  tx: Transaction,
  { organization_id, gate_key, pair_key }: Omit<Lane, 'lane_key'>,
  until: string
): Promise<void> {
  if (pair_key === null) return
  await tx.query(
    prepared(
      `insert into pairs as p (organization_id, pair_key, next_at)
       select organization_id, $3, $4::timestamptz + make_interval(secs => pair_seconds * (pair_burst - 1))
       from gates where organization_id = $1 and gate_key = $2 and pair_seconds is not null
       on conflict (organization_id, pair_key) do update set next_at = greatest(p.next_at, excluded.next_at)`,
      [organization_id, gate_key, pair_key, until]
    )
  )
}
