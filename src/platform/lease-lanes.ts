import type { Database } from './database.ts'
import { isGone } from './heartbeat.ts'
import type { Lease } from './outbox.ts'
import { prepared } from './set-wise.ts'

export interface Outbox {
  /** Takes lanes that are due and may go now; the others behind the same gate are put off until they may. */
  lease(options: { worker: string; now: Date; limit: number; seconds: number }): Promise<Leased>
  /** When the next lane is due that is not due yet, ISO 8601; null: none. */
  nextDue(now: Date): Promise<string | null>
}

export interface Leased {
  readonly leases: readonly Lease[]
  /** More may be due than was looked at. */
  readonly more: boolean
}

const NOW = '$1::timestamptz'

/** Lanes that are due. Business time says so; the database's clock alone says whose lease has run out. */
const DUE = `
  due as (
    select l.organization_id, l.lane_key, l.gate_key, l.pair_key, l.due_at
    from lanes l
    where l.pending > 0 and l.due_at <= ${NOW}
      and (l.lease_until is null or l.lease_until < now() or ${isGone('l.leased_by')})
    order by l.due_at
    limit $5
    for update of l skip locked
  )`

/** Their gates and pairs under lock, as they are now: whoever counts at a gate does so alone. */
const LOCKED = `
  gate as (
    select g.* from gates g
    where (g.organization_id, g.gate_key) in (select organization_id, gate_key from due)
    order by g.organization_id, g.gate_key
    for update
  ), pair as (
    select distinct organization_id, pair_key, next_at from (
      select p.* from gate
      join due using (organization_id, gate_key)
      join pairs p on p.organization_id = due.organization_id and p.pair_key = due.pair_key
      for update of p
    ) p
  )`

/** When gate and pair let each of them through: a burst may be borrowed from the time to come. */
const ASKED = `
  asked as (
    select due.*, gate.pair_seconds,
      case
        when gate.shut_at is not null then ${NOW} + interval '1 minute'
        when gate.pair_seconds is null or due.pair_key is null then ${NOW}
        else greatest(pair.next_at, ${NOW}) + make_interval(secs => gate.pair_seconds * (
          row_number() over (partition by due.organization_id, due.pair_key order by due.due_at, due.lane_key) - gate.pair_burst
        ))
      end as free_at
    from due
    left join gate using (organization_id, gate_key)
    left join pair using (organization_id, pair_key)
  )`

/** How many a gate lets through now: in no second more than its rate, half of it after the provider complained. */
const PACE = `
  pace as (
    select organization_id, gate_key, rate, recent, slots, greatest(busy_until, ${NOW}) as open_at,
      case when busy_until > ${NOW} then 0 else greatest(rate - cardinality(recent), 0) end as room
    from (
      select organization_id, gate_key, busy_until,
        case when slow_until > ${NOW} then greatest(rate_per_second / 2, 1) else rate_per_second end as rate,
        array(select at from unnest(recent) at where at > ${NOW} - interval '1 second') as recent,
        array(select at from unnest(slots) at where at > ${NOW}) as slots
      from gate
      where rate_per_second is not null
    ) g
  ), turns as (
    select asked.*, row_number() over (
      partition by organization_id, gate_key, free_at <= ${NOW} order by due_at, lane_key
    )::int as turn
    from asked
  ), judged as (
    select turns.*, turn - pace.room as place, free_at <= ${NOW} and (pace.rate is null or turn <= pace.room) as may_go
    from turns
    left join pace using (organization_id, gate_key)
  )`

/** Each of those put off gets a slot: a second after the one that stands as many places before it as the rate is. */
const SLOTS = `
  line as (
    select pace.*, array(
      select at from unnest(recent || array_fill(${NOW}, array[taken]) || slots) at order by at desc limit rate
    ) as before
    from pace
    join (
      select organization_id, gate_key, count(*) filter (where may_go)::int as taken
      from judged group by organization_id, gate_key
    ) t using (organization_id, gate_key)
  ), placed as (
    select judged.*,
      may_go and row_number() over (partition by may_go order by due_at, lane_key) <= $2 as goes,
      case when free_at > ${NOW} then free_at else
        greatest(before[rate - (place - 1) % rate], open_at - interval '1 second')
          + make_interval(secs => 1 + (place - 1) / rate)
      end as later_at
    from judged
    left join line using (organization_id, gate_key)
  )`

const WRITTEN = `
  put_off as (
    update lanes l set due_at = p.later_at
    from placed p
    where not p.may_go and l.organization_id = p.organization_id and l.lane_key = p.lane_key
  ), counted as (
    update gates g set
      recent = line.recent || array_fill(${NOW}, array[p.gone]),
      slots = array(select at from unnest(line.slots || coalesce(p.given, '{}')) at order by at desc limit line.rate)
    from line
    join (
      select organization_id, gate_key, count(*) filter (where goes)::int as gone,
        array_agg(later_at) filter (where not may_go and free_at <= ${NOW}) as given
      from placed group by organization_id, gate_key
    ) p using (organization_id, gate_key)
    where g.organization_id = line.organization_id and g.gate_key = line.gate_key
  ), paid as (
    insert into pairs as p (organization_id, pair_key, next_at)
    select organization_id, pair_key, ${NOW} + make_interval(secs => pair_seconds * count(*)::int)
    from placed
    where goes and pair_key is not null and pair_seconds is not null
    group by organization_id, pair_key, pair_seconds
    on conflict (organization_id, pair_key) do update set
      next_at = greatest(p.next_at, ${NOW}) + (excluded.next_at - ${NOW})
  ), leased as (
    update lanes l set lease_until = now() + make_interval(secs => $3), leased_by = $4, fence = l.fence + 1
    from placed p
    where p.goes and l.organization_id = p.organization_id and l.lane_key = p.lane_key
    returning l.organization_id, l.lane_key, l.gate_key, l.pair_key, l.fence
  )`

const HANDED = `
  head as (
    select leased.gate_key, leased.pair_key, leased.fence, d.organization_id, d.id, d.state
    from leased
    cross join lateral (
      select d.organization_id, d.id, d.state
      from deliveries d
      where d.organization_id = leased.organization_id and d.lane_key = leased.lane_key and d.state in ('queued', 'sending')
      order by d.number
      limit 1
    ) d
  ), handed as (
    update deliveries d set state = 'sending', attempts = d.attempts + 1
    from head
    where d.organization_id = head.organization_id and d.id = head.id
    returning d.organization_id, d.lane_key, head.gate_key, head.pair_key, head.fence, d.id as delivery_id, d.channel_id,
      d.conversation_id, d.message_id, d.part, d.attempts as attempt, d.created_at, head.state = 'sending' as interrupted
  )`

const LEASE = `
  with ${[DUE, LOCKED, ASKED, PACE, SLOTS, WRITTEN, HANDED].join(',')}
  select looked, handed.* from (select count(*)::int as looked from due) due left join handed on true`

const NEXT = `select min(due_at) as next from lanes where pending > 0 and due_at > $1`

type Row = { readonly looked: number } & (Lease | { readonly delivery_id: null })

export function createOutbox(database: Pick<Database, 'query'>): Outbox {
  return {
    async lease({ worker, now, limit, seconds }) {
      // Twice as many, so that those who must wait are put off before they are in everybody's way.
      const most = limit * 2
      const rows = await database.query<Row>(prepared(LEASE, [now.toISOString(), limit, seconds, worker, most]))
      return { leases: rows.filter(isLease), more: rows[0]?.looked === most }
    },
    async nextDue(now) {
      const [row] = await database.query<{ next: string | null }>(prepared(NEXT, [now.toISOString()]))
      return row?.next ?? null
    }
  }
}

function isLease(row: Row): row is Row & Lease {
  return row.delivery_id !== null
}
