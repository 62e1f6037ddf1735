import { API_KEY_COLUMNS } from '../actions/api-key-row.ts'
import { AUTOMATION_COLUMNS } from '../actions/automation-row.ts'
import { BULK_ACTION_COLUMNS } from '../actions/bulk-action-row.ts'
import { CHANNEL_COLUMNS } from '../actions/channel-row.ts'
import { CONTACT_MERGE_COLUMNS } from '../actions/contact-merge-row.ts'
import { CONTACT_COLUMNS } from '../actions/contact-row.ts'
import { EXECUTION_COLUMNS } from '../actions/execution-row.ts'
import type { EventRow, Fact } from '../actions/facts.ts'
import { FILE_COLUMNS } from '../actions/file-row.ts'
import { MEMBER_COLUMNS } from '../actions/member-row.ts'
import { ORGANIZATION_COLUMNS } from '../actions/organization-row.ts'
import { PIPELINE_COLUMNS, STAGE_COLUMNS } from '../actions/pipeline-rows.ts'
import { PREDEFINED_COLUMNS } from '../actions/predefined-row.ts'
import type { Position } from '../actions/read-feed.ts'
import type { MessageRow, ThreadRow } from '../actions/rows.ts'
import type { House } from '../actions/scope.ts'
import { TAG_COLUMNS } from '../actions/tag-row.ts'
import { type FlatThread, THREAD_COLUMNS, threadOf } from '../actions/threads.ts'
import { VIEW_COLUMNS } from '../actions/view-row.ts'
import { EVENTS } from '../model/event.ts'
import { prepared } from '../platform/set-wise.ts'
import { createLoop, type Worker } from './worker.ts'

interface TailOptions {
  /** Was the event made live by this process when it was committed? */
  hasAnnounced(eventId: string): boolean
  /** Makes the facts of other processes live in this one's sockets. */
  announce(facts: readonly Fact[]): void
  /** Hears of every event, whoever committed it. */
  hear(event: EventRow): void
}

const MOST_AT_ONCE = 500
const POLL_MS = 1_000

interface Mark extends Position {
  readonly organization_id: number
}

// Only below the oldest transaction still under way is the log at rest: a plain `id > last` loses what commits late.
const NEXT = `
  select organization_id, id, transaction_id from events
  where transaction_id >= $1 and (transaction_id, id) > ($1, $2::uuid)
    and transaction_id < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint
  order by transaction_id, id
  limit ${MOST_AT_ONCE}`

const READ = `
  select organization_id, id, conversation_id, seq, type, actor, data, cause_id, created_at
  from unnest($1::bigint[], $2::uuid[]) as w(organization_id, id) join events e using (organization_id, id)
  order by e.transaction_id, id`

export interface LogTail extends Worker {
  /** Everything up to here has been made live in this process; null: it has not begun. */
  position(): Position | null
}

/** Follows the committed log, and makes live what this process has not: the work of others, and of its own mishaps. */
export function createLogTail(house: House, options: TailOptions): LogTail {
  let at: Position | null = null
  // Asked once and forgotten there; kept here until the page is done, in case it has to be read again.
  const own = new Set<string>()

  async function work(): Promise<boolean> {
    at ??= await beginning(house)
    const rows = await house.database.query<Mark>(prepared(NEXT, [at.transaction_id, at.id]))
    const last = rows.at(-1)
    if (!last) return false
    // What we see may be our own, committed and about to be made live.
    await house.unitOfWork.commitsUnderWay()
    for (const { id } of rows) if (options.hasAnnounced(id)) own.add(id)
    const foreign = rows.filter(row => !own.has(row.id))
    // Most is our own, and only its names are read.
    const events = foreign.length > 0 ? await readEvents(house, foreign) : []
    const facts = events.length > 0 ? await factsOf(house, events) : []
    for (const event of events) options.hear(event)
    if (facts.length > 0) options.announce(facts)
    at = { transaction_id: last.transaction_id, id: last.id }
    own.clear()
    // Nobody will ask for these again.
    for (const { id } of foreign) options.hasAnnounced(id)
    return rows.length === MOST_AT_ONCE
  }

  const loop = createLoop({
    name: 'tail-log',
    work,
    pollMs: POLL_MS,
    onError: error => house.log.error({ err: error }, 'the log cannot be followed; trying again')
  })
  return { ...loop, position: () => at }
}

async function beginning(house: House): Promise<Position> {
  const [row] = await house.database.query<{ xmin: number }>(
    prepared('select (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint as xmin', [])
  )
  return { transaction_id: row?.xmin ?? 0, id: '00000000-0000-0000-0000-000000000000' }
}

async function readEvents(house: House, marks: readonly Mark[]): Promise<EventRow[]> {
  return house.database.query<EventRow>(
    prepared(READ, [marks.map(mark => mark.organization_id), marks.map(mark => mark.id)])
  )
}

/** Joins the present rows to events of other processes. */
async function factsOf(house: House, events: readonly EventRow[]): Promise<Fact[]> {
  const threads = await readThreads(house, events)
  const messages = await readMessages(house, events)
  const facts: Fact[] = []
  for (const event of events) {
    const thread = event.conversation_id === null ? undefined : threads.get(event.conversation_id)
    const message = messages.get(String(event.data['message_id'] ?? ''))
    const row = await readRow(house, event)
    const about = { event, ...(message && { message }), ...(row && { row }) }
    if (thread) facts.push({ ...about, thread: { before: beforeOf(event, thread), after: thread } })
    else if (event.conversation_id === null) facts.push(about)
  }
  return facts
}

/** Who saw it before: the event says from whom it was taken. */
function beforeOf({ type, data }: EventRow, thread: ThreadRow): ThreadRow | null {
  if (type === 'conversation.created' || type === 'conversation.restored') return null
  const living = { ...thread, deleted_at: null }
  if (type !== 'conversation.assigned') return living
  return {
    ...living,
    assigned_user_id: idIn(data['previous_user_id']),
    assigned_team_id: idIn(data['previous_team_id'])
  }
}

function idIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

async function readThreads(house: House, events: readonly EventRow[]): Promise<Map<number, ThreadRow>> {
  const wanted = events.filter(event => event.conversation_id !== null)
  if (wanted.length === 0) return new Map()
  const rows = await house.database.query<FlatThread>(
    prepared(
      `select ${THREAD_COLUMNS}
       from (select distinct organization_id, id from unnest($1::bigint[], $2::bigint[]) as w(organization_id, id)) w
       join conversations c on c.organization_id = w.organization_id and c.id = w.id
       join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id`,
      [wanted.map(event => event.organization_id), wanted.map(event => event.conversation_id)]
    )
  )
  return new Map(rows.map(row => [row.id, threadOf(row)]))
}

async function readMessages(house: House, events: readonly EventRow[]): Promise<Map<string, MessageRow>> {
  const wanted = events.filter(event => EVENTS[event.type].about === 'message')
  if (wanted.length === 0) return new Map()
  const rows = await house.database.query<MessageRow>(
    prepared(
      `select m.* from unnest($1::bigint[], $2::uuid[]) as w(organization_id, id)
       join messages m on m.organization_id = w.organization_id and m.id = w.id`,
      [wanted.map(event => event.organization_id), wanted.map(event => event.data['message_id'])]
    )
  )
  return new Map(rows.map(row => [row.id, row]))
}

// As the actions show them: a row that another process has changed looks no different.
const ROW_OF = {
  organization: `select ${ORGANIZATION_COLUMNS} from organizations o where o.id = $1 and o.id = $2`,
  user: `select ${MEMBER_COLUMNS} from members m join users u on u.id = m.user_id
         where m.organization_id = $1 and m.user_id = $2`,
  api_key: `select ${API_KEY_COLUMNS} from api_keys where organization_id = $1 and id = $2`,
  channel: `select ${CHANNEL_COLUMNS} from channels where organization_id = $1 and id = $2`,
  contact: `select ${CONTACT_COLUMNS} from contacts page where page.organization_id = $1 and page.id = $2`,
  contact_merge: `select ${CONTACT_MERGE_COLUMNS} from contact_merges where organization_id = $1 and id = $2`,
  tag: `select ${TAG_COLUMNS} from tags where organization_id = $1 and id = $2`,
  predefined_message: `select ${PREDEFINED_COLUMNS} from predefined_messages where organization_id = $1 and id = $2`,
  file: `select ${FILE_COLUMNS} from files page where page.organization_id = $1 and page.id = $2`,
  automation: `select ${AUTOMATION_COLUMNS} from automations where organization_id = $1 and id = $2`,
  execution: `select ${EXECUTION_COLUMNS} from automation_executions where organization_id = $1 and id = $2`,
  pipeline: `select ${PIPELINE_COLUMNS} from pipelines where organization_id = $1 and id = $2`,
  pipeline_stage: `select ${STAGE_COLUMNS} from pipeline_stages where organization_id = $1 and id = $2`,
  view: `select ${VIEW_COLUMNS} from views where organization_id = $1 and id = $2`,
  bulk_action: `select ${BULK_ACTION_COLUMNS} from bulk_actions where organization_id = $1 and id = $2`
} as const

async function readRow(house: House, event: EventRow): Promise<Record<string, unknown> | undefined> {
  const { about } = EVENTS[event.type]
  if (about === 'conversation' || about === 'message') return undefined
  const [row] = await house.database.query(prepared(ROW_OF[about], [event.organization_id, event.data['id']]))
  return row
}
