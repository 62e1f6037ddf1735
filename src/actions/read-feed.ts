import { isAtLeast, type Member } from '../model/actor.ts'
import { EVENTS } from '../model/event.ts'
import { maySee } from '../model/policy.ts'
import { isUuid } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { EventRow } from './facts.ts'
import type { House } from './scope.ts'

/** A page of an organization's feed, in the order of the commits and without gaps. */
export interface FeedPage {
  readonly data: readonly object[]
  /** Where to go on. */
  readonly cursor: string
  /** Nothing committed lies after this page, but what is `ahead`. */
  readonly complete: boolean
  /**
   * What is committed too while older transactions are under way. It will come again, at its place: whoever listens
   * from now on has missed nothing with it.
   */
  readonly ahead?: readonly object[]
  /** The cursor means nothing here: begin with a snapshot, and go on from `cursor`. */
  readonly reset?: true
}

/** A place in the log: below it everything is committed and read. */
export interface Position {
  readonly transaction_id: number
  readonly id: string
}

const BEGINNING: Position = { transaction_id: 0, id: '00000000-0000-0000-0000-000000000000' }

interface LogRow extends EventRow {
  readonly transaction_id: number
  readonly assigned_user_id: number | null
  readonly assigned_team_id: number | null
}

// A plain `id > last` would lose what commits late: only below the oldest transaction under way is the log at rest.
const COMMITTED = `
  select e.organization_id, e.id, e.conversation_id, e.seq, e.type, e.actor, e.data, e.cause_id, e.created_at,
    e.transaction_id, c.assigned_user_id, c.assigned_team_id
  from events e
  left join conversations c on c.organization_id = e.organization_id and c.id = e.conversation_id
  where e.organization_id = $1 and (e.transaction_id, e.id) > ($2, $3::uuid)`

const IN_ORDER = `
  order by e.transaction_id, e.id
  limit $4`

const PAGE = `${COMMITTED}
    and e.transaction_id < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint
${IN_ORDER}`

const AHEAD = `${COMMITTED}${IN_ORDER}`

const MOST_AHEAD = 500

/** Reads on after a cursor. What the member may not see is there as `hidden`, so that numbers have no gaps. */
export async function readFeed(house: House, member: Member, after: string, limit: number): Promise<FeedPage> {
  const epoch = await logEpoch(house)
  const from = after === '' ? BEGINNING : readCursor(after, epoch)
  if (!from || from.transaction_id > (await atRest(house)))
    return { data: [], cursor: await head(house, epoch), complete: true, reset: true }
  const rows = await readAfter(house, member, PAGE, from, limit)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1) ?? from
  const ahead = rows.length > limit ? [] : await readAfter(house, member, AHEAD, last, MOST_AHEAD)
  return {
    data: shown.map(row => seenBy(member, row)),
    cursor: writeCursor(epoch, last),
    complete: rows.length <= limit && ahead.length <= MOST_AHEAD,
    ...(ahead.length > 0 && { ahead: ahead.slice(0, MOST_AHEAD).map(row => seenBy(member, row)) })
  }
}

/** One more than asked for, if there is one. */
function readAfter(
  house: House,
  { organization_id }: Member,
  statement: string,
  { transaction_id, id }: Position,
  limit: number
): Promise<LogRow[]> {
  return house.database.query<LogRow>(prepared(statement, [organization_id, transaction_id, id, limit + 1]))
}

/** The cursor of a place in the log. */
export async function cursorAt(house: House, position: Position): Promise<string> {
  return writeCursor(await logEpoch(house), position)
}

/** The place below which the log is at rest now. */
async function head(house: House, epoch: string): Promise<string> {
  return writeCursor(epoch, { ...BEGINNING, transaction_id: await atRest(house) })
}

/** The oldest transaction under way. A cursor beyond it comes from a future that was lost in a restore. */
async function atRest(house: House): Promise<number> {
  const [row] = await house.database.query<{ xmin: number }>(
    prepared('select (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint as xmin', [])
  )
  return row?.xmin ?? 0
}

function seenBy(member: Member, row: LogRow): object {
  return isVisible(member, row) ? present(row) : hidden(row)
}

function isVisible(member: Member, row: LogRow): boolean {
  if (row.conversation_id !== null) return maySee(member, row)
  const { about } = EVENTS[row.type]
  const isOwn = row.data['user_id'] === member.user_id
  if (about === 'view') return isForAll(row) || isOwn
  if (about === 'bulk_action') return isAtLeast(member, 'admin') || isOwn
  return isAtLeast(member, 'admin') || (about !== 'api_key' && about !== 'channel')
}

/** Of a view that nobody else sees the event says whose it is. */
function isForAll({ data }: LogRow): boolean {
  return data['user_id'] === undefined
}

function present({ transaction_id, assigned_user_id, assigned_team_id, ...event }: LogRow): object {
  return event
}

function hidden({ id, conversation_id, seq }: LogRow): object {
  return { id, conversation_id, seq, type: 'hidden' }
}

/** Transaction numbers mean nothing in another cluster: the epoch tells one from the other. */
async function logEpoch(house: House): Promise<string> {
  const [row] = await house.database.query<{ epoch: string }>(prepared('select epoch from log_epoch', []))
  return row?.epoch ?? ''
}

export function writeCursor(epoch: string, { transaction_id, id }: Position): string {
  return Buffer.from(JSON.stringify([1, epoch, transaction_id, id])).toString('base64url')
}

function readCursor(text: string, epoch: string): Position | null {
  try {
    const [version, own, transaction, id]: unknown[] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (version !== 1 || own !== epoch || typeof transaction !== 'number' || !isUuid(id)) return null
    return { transaction_id: transaction, id }
  } catch {
    return null
  }
}
