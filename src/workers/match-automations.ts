import type { EventRow } from '../actions/facts.ts'
import { hearReplies } from '../actions/hear-replies.ts'
import type { House } from '../actions/scope.ts'
import { setOff } from '../actions/set-off.ts'
import { TRIGGERS } from '../model/automation.ts'
import { type LogReader, type Position, ZERO } from '../platform/log-reader.ts'
import { prepared } from '../platform/set-wise.ts'
import { createLoop, type Worker } from './worker.ts'

const MOST_AT_ONCE = 500
const POLL_MS = 500

interface Mark extends EventRow {
  readonly transaction_id: number
}

// Only below the oldest transaction still under way is the log at rest.
const NEXT = `
  select organization_id, id, conversation_id, seq, type, actor, data, cause_id, created_at, transaction_id
  from events
  where transaction_id >= $1 and (transaction_id, id) > ($1, $2::uuid)
    and transaction_id < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint
  order by transaction_id, id
  limit ${MOST_AT_ONCE}`

// Asked first, and with the end of the log in one snapshot: where nobody listens there is nothing to read.
const LISTENS = `
  select (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint as head,
    exists (select from automations where active and deleted_at is null and trigger ->> 'type' = 'event')
    or exists (select from automation_executions where reply_after_seq is not null and status = 'waiting') as listens`

/** Follows the committed log, in one of all processes, and sets automations off; intake never waits for it. */
export function createAutomationMatcher(house: House, reader: LogReader): Worker {
  const heard = new Set<string>(TRIGGERS)
  let at: Position | null = null
  let listens = true

  /** Conditions are asked of what stands when an event is read, so nobody reads it a second time, later. */
  let reading: Promise<unknown> = Promise.resolve()
  function work(): Promise<boolean> {
    const read = reading.then(readOn)
    reading = read.catch(() => {})
    return read
  }

  async function readOn(): Promise<boolean> {
    at ??= await reader.hold()
    if (!at) return false
    const [answer] = await house.database.query<{ head: number; listens: boolean }>(prepared(LISTENS, []))
    listens = answer?.listens ?? true
    return listens ? follow(at) : pass(at, answer?.head ?? at.transaction_id)
  }

  async function follow(from: Position): Promise<boolean> {
    const rows = await house.database.query<Mark>(prepared(NEXT, [from.transaction_id, from.event_id]))
    const last = rows.at(-1)
    if (!last) return keep(from, from)
    const events = rows.filter(row => heard.has(row.type))
    if (events.length > 0) {
      await hearReplies(house, events)
      await setOff(house, events)
    }
    await keep(from, { transaction_id: last.transaction_id, event_id: last.id })
    return true
  }

  /** What nobody listened to when it happened is not told later. */
  function pass(from: Position, head: number): Promise<boolean> {
    return keep(from, head > from.transaction_id ? { transaction_id: head, event_id: ZERO } : from)
  }

  let kept = 0

  /** Writes down how far it has come; where nothing was heard, now and then. */
  async function keep(from: Position, to: Position): Promise<boolean> {
    at = to
    const isNews = listens && to !== from
    if (!isNews && Date.now() - kept < KEEP_MS) return false
    kept = Date.now()
    if (!(await reader.advance(to))) at = null
    return false
  }

  const loop = createLoop({
    name: 'match-automations',
    work,
    pollMs: POLL_MS,
    onError: error => {
      at = null
      house.log.error({ err: error }, 'automations cannot be set off; trying again')
    }
  })
  return {
    ...loop,
    wake: () => {
      if (listens && at) loop.wake()
    },
    async stop() {
      await loop.stop()
      await reader.release()
    }
  }
}

const KEEP_MS = 5_000
