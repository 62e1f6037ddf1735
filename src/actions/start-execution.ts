import type { ActorStamp } from '../model/actor.ts'
import { stampOf } from '../model/actor.ts'
import { LONGEST_CHAIN } from '../model/automation.ts'
import { Refusal } from '../model/errors.ts'
import { newId } from '../platform/ids.ts'
import { leaveJobs } from '../platform/jobs.ts'
import { prepared } from '../platform/set-wise.ts'
import { accessConversation, mustBeAtLeast } from './access.ts'
import { type AutomationRow, knownAutomation } from './automation-row.ts'
import { EXECUTION_COLUMNS, type ExecutionRow } from './execution-row.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/** The kind of job that carries an execution on. */
export const RUN_EXECUTION = 'run-execution'
/** The kind of job that sets an automation off for every conversation its conditions hold for. */
export const RUN_SCHEDULE = 'run-schedule'

/** What whoever starts an automation by hand shows it. */
export interface InitialPayload {
  readonly conversation?: Readonly<Record<string, unknown>>
  readonly contact?: Readonly<Record<string, unknown>> | null
  readonly messages?: readonly Readonly<Record<string, unknown>>[]
}

export interface Order {
  readonly automation_id: number
  readonly conversation_id: number
  readonly initial_payload?: InitialPayload
}

/**
 * Sets an automation to work on a conversation by hand; what conditions it has are for when it begins by itself.
 * @throws Refusal `not_found`, `unknown_reference`, `not_possible` while it is switched off
 */
export async function runAutomation(scope: Scope, order: Order): Promise<ExecutionRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { thread, automation } = await placeOf(scope, order)
  const execution = await startExecution(scope, thread, automation, {
    started_by: stampOf(scope.actor),
    ...(order.initial_payload && { initial_payload: order.initial_payload })
  })
  if (!execution) throw new Refusal('already_exists')
  return execution
}

/** The conversation, under lock, and the automation that is to work on it. */
export async function placeOf(
  scope: Scope,
  { automation_id, conversation_id, initial_payload }: Order
): Promise<{ thread: Thread; automation: AutomationRow }> {
  const thread = await accessConversation(scope, conversation_id, 'change')
  const automation = await knownAutomation(scope.tx, scope.actor.organization_id, automation_id)
  if (!automation.active) throw new Refusal('not_possible', { message: 'This automation is switched off.' })
  const shown = initial_payload?.conversation?.['id']
  if (shown !== undefined && shown !== conversation_id)
    throw new Refusal('unknown_reference', { data: { field: 'initial_payload.conversation.id' } })
  return { thread, automation }
}

export interface Beginning {
  readonly started_by: ActorStamp
  /** What sets it off; an automation is set off by the same only once. */
  readonly occurrence?: string
  readonly event_id?: string
  readonly message_id?: string | null
  readonly parent_id?: string
  /** How many automations have set each other off before it. */
  readonly depth?: number
  readonly initial_payload?: InitialPayload
  /** Why it is not to do anything. */
  readonly stopped?: 'loop' | 'too_often'
}

const STOPPED = {
  loop: `More than ${LONGEST_CHAIN} automations have set each other off.`,
  too_often: 'It was set off too often in this conversation.'
} as const

/** Begins an execution on a thread under lock. Undefined: what sets it off has done so before. */
export async function startExecution(
  scope: Scope,
  thread: Thread,
  automation: AutomationRow,
  beginning: Beginning
): Promise<ExecutionRow | undefined> {
  const { depth = 0 } = beginning
  const stopped = depth > LONGEST_CHAIN ? 'loop' : beginning.stopped
  const [row] = await scope.tx.query<ExecutionRow>(
    prepared(INSERT, [
      automation.organization_id,
      newId(),
      automation.id,
      automation.version,
      thread.row.id,
      stopped ? 'stopped' : 'running',
      JSON.stringify(beginning.started_by),
      beginning.occurrence ?? null,
      beginning.event_id ?? null,
      beginning.message_id ?? null,
      beginning.parent_id ?? null,
      depth,
      JSON.stringify(automation.steps),
      stopped ? JSON.stringify({ reason: stopped, message: STOPPED[stopped] }) : null,
      beginning.initial_payload ? JSON.stringify(beginning.initial_payload) : null,
      scope.now.toISOString(),
      stopped ? scope.now.toISOString() : null
    ])
  )
  if (!row) return undefined
  record(scope, thread, { type: 'execution.started', data: { id: row.id, automation_id: automation.id }, row })
  if (!stopped) await promiseToRun(scope, row.id, scope.now)
  return row
}

const INSERT = `
  insert into automation_executions (organization_id, id, automation_id, automation_version, conversation_id, status,
    started_by, occurrence, event_id, message_id, parent_id, depth, steps, error, initial_payload, created_at, updated_at,
    finished_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17)
  on conflict (organization_id, automation_id, occurrence, conversation_id) where occurrence is not null do nothing
  returning ${EXECUTION_COLUMNS}`

/** Leaves the job that carries it on, from a time on. */
export async function promiseToRun(scope: Scope, executionId: string, dueAt: Date): Promise<void> {
  const { organization_id } = scope.actor
  await leaveJobs(scope.tx, organization_id, RUN_EXECUTION, [{ execution_id: executionId }], dueAt)
  scope.tx.afterCommit(() => scope.house.wake('run-executions'))
}
