import { isAboutMessage } from '../model/automation.ts'
import { prepared } from '../platform/set-wise.ts'
import { AUTOMATION_COLUMNS, type AutomationRow } from './automation-row.ts'
import { type Place, placesWhere } from './check-conditions.ts'
import type { EventRow } from './facts.ts'
import { act, type House, type Scope } from './scope.ts'
import { startExecution } from './start-execution.ts'
import { lockThreads } from './threads.ts'

/** An event of a conversation that may set something off. */
interface Spark extends Place {
  readonly event: EventRow
  /** How many automations have set each other off up to it. */
  readonly depth: number
}

const CHUNK = 50

/**
 * Sets off what waits for these events, each once however often they are read. Conditions are asked of what stands
 * when they are read.
 */
export async function setOff(house: House, events: readonly EventRow[]): Promise<void> {
  const wanted = await listeners(house, events)
  if (wanted.length === 0) return
  const depths = await depthsOf(house, events)
  for (const automation of wanted) {
    const sparks = events.flatMap(event => sparkOf(automation, event, depths.get(event.id) ?? 0))
    const { organization_id, conditions } = automation
    const matching = await placesWhere(house, organization_id, conditions, sparks)
    for (let from = 0; from < matching.length; from += CHUNK) {
      await begin(house, automation, matching.slice(from, from + CHUNK))
    }
  }
}

function sparkOf(automation: AutomationRow, event: EventRow, depth: number): Spark[] {
  const { trigger, organization_id, created_at } = automation
  const { conversation_id } = event
  const isMeant =
    trigger.type === 'event' && trigger.event_type === event.type && organization_id === event.organization_id
  if (!isMeant || conversation_id === null || event.created_at < created_at) return []
  return [{ event, depth, conversation_id, message_id: messageIn(event) }]
}

function messageIn({ type, data }: EventRow): string | null {
  return isAboutMessage(type) && typeof data['message_id'] === 'string' ? data['message_id'] : null
}

async function listeners({ database }: House, events: readonly EventRow[]): Promise<AutomationRow[]> {
  const kinds = new Map(events.map(event => [`${event.organization_id} ${event.type}`, event]))
  const pairs = [...kinds.values()]
  return database.query<AutomationRow>(
    prepared(
      `select ${AUTOMATION_COLUMNS} from automations
       where active and deleted_at is null and trigger ->> 'type' = 'event' and (organization_id, trigger ->> 'event_type')
         in (select * from unnest($1::bigint[], $2::text[]))
       order by organization_id, id`,
      [pairs.map(event => event.organization_id), pairs.map(event => event.type)]
    )
  )
}

// What the house does of itself with a message of an automation (it was sent, it arrived) goes back to that automation.
const DEPTHS = `
  select w.event_id, max(e.depth) + 1 as depth
  from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::uuid[]) as w(organization_id, event_id, cause_id, message_id)
  left join messages m on m.organization_id = w.organization_id and m.id = w.message_id and m.sender ->> 'type' = 'automation'
  join automation_executions e on e.organization_id = w.organization_id
    and e.id = coalesce(w.cause_id, (m.metadata ->> 'execution_id')::uuid)
  group by w.event_id`

async function depthsOf({ database }: House, events: readonly EventRow[]): Promise<Map<string, number>> {
  const rows = await database.query<{ event_id: string; depth: number }>(
    prepared(DEPTHS, [
      events.map(event => event.organization_id),
      events.map(event => event.id),
      events.map(event => event.cause_id),
      events.map(messageIn)
    ])
  )
  return new Map(rows.map(row => [row.event_id, row.depth]))
}

/** One that cannot be begun never takes its neighbours along. */
async function begin(house: House, automation: AutomationRow, sparks: readonly Spark[]): Promise<void> {
  const actor = { kind: 'system', organization_id: automation.organization_id, name: 'automations' } as const
  try {
    await act(house, actor, scope => beginAll(scope, automation, sparks))
  } catch (error) {
    const [only, ...others] = sparks
    if (others.length > 0) for (const spark of sparks) await begin(house, automation, [spark])
    else house.log.error({ err: error, automation_id: automation.id, event_id: only?.event.id }, 'nothing was set off')
  }
}

async function beginAll(scope: Scope, automation: AutomationRow, sparks: readonly Spark[]): Promise<void> {
  const { organization_id } = automation
  const threads = await lockThreads(
    scope.tx,
    sparks.map(spark => ({ organization_id, id: spark.conversation_id }))
  )
  for (const { event, depth, conversation_id, message_id } of sparks) {
    const thread = threads.get(conversation_id)
    const often = thread ? await howOften(scope, automation, conversation_id) : MOST_OFTEN + 1
    // Of those that come too often the first says so; the others would only repeat it.
    if (!thread || often > MOST_OFTEN) continue
    await startExecution(scope, thread, automation, {
      started_by: event.actor,
      occurrence: `event:${event.id}`,
      event_id: event.id,
      message_id,
      depth,
      ...(often === MOST_OFTEN && { stopped: 'too_often' })
    })
  }
}

/** So often one automation is set off in one conversation within ten minutes. */
const MOST_OFTEN = 20
const WITHIN_MS = 600_000

async function howOften({ tx, now }: Scope, automation: AutomationRow, conversationId: number): Promise<number> {
  const since = new Date(now.getTime() - WITHIN_MS).toISOString()
  const [row] = await tx.query<{ count: number }>(
    prepared(
      `select count(*)::int as count from automation_executions
       where organization_id = $1 and conversation_id = $2 and automation_id = $3 and event_id is not null
         and created_at > $4`,
      [automation.organization_id, conversationId, automation.id, since]
    )
  )
  return row?.count ?? 0
}
