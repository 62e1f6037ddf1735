import type { ActorStamp } from '../model/actor.ts'
import type { ExecutionStatus, LogEntry, Step } from '../model/automation.ts'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'

/** An execution as `/automations-executions` shows it. */
export type ExecutionRow = {
  readonly id: string
  readonly organization_id: number
  readonly automation_id: number
  readonly automation_version: number
  readonly conversation_id: number
  readonly status: ExecutionStatus
  readonly started_by: ActorStamp
  readonly event_id: string | null
  readonly parent_id: string | null
  readonly depth: number
  readonly log: readonly LogEntry[]
  readonly error: { readonly reason: string; readonly message: string } | null
  readonly due_at: string | null
  readonly created_at: string
  readonly updated_at: string
  readonly finished_at: string | null
}

/** What only those need to know who carry it out. */
export interface ExecutionState extends ExecutionRow {
  readonly steps: readonly Step[]
  /** The next instruction of its program. */
  readonly place: number
  readonly message_id: string | null
  readonly reply_after_seq: number | null
  readonly initial_payload: Readonly<Record<string, unknown>> | null
  readonly application_id: string
  readonly name: string
  readonly automation_deleted_at: string | null
}

export const EXECUTION_COLUMNS = [
  'id',
  'organization_id',
  'automation_id',
  'automation_version',
  'conversation_id',
  'status',
  'started_by',
  'event_id',
  'parent_id',
  'depth',
  'log',
  'error',
  'due_at',
  'created_at',
  'updated_at',
  'finished_at'
].join(', ')

export interface ExecutionKey {
  readonly organization_id: number
  readonly id: string
}

const STATE = `
  select e.*, a.application_id, a.name, a.deleted_at as automation_deleted_at
  from automation_executions e
  join automations a on a.organization_id = e.organization_id and a.id = e.automation_id
  where e.organization_id = $1 and e.id = $2`

/** As it stands, without a lock. */
export async function readExecution(
  { query }: Pick<Transaction, 'query'>,
  { organization_id, id }: ExecutionKey
): Promise<ExecutionState | undefined> {
  const [state] = await query<ExecutionState>(prepared(STATE, [organization_id, id]))
  return state
}

/** Locks an execution; always before its conversation. */
export async function lockExecution(
  { query }: Pick<Transaction, 'query'>,
  { organization_id, id }: ExecutionKey
): Promise<ExecutionState | undefined> {
  const [state] = await query<ExecutionState>(prepared(`${STATE} for no key update of e`, [organization_id, id]))
  return state
}

/** As its service shows it. @throws Refusal `not_found` */
export async function shownExecution(
  { query }: Pick<Transaction, 'query'>,
  { organization_id, id }: ExecutionKey
): Promise<ExecutionRow> {
  const text = `select ${EXECUTION_COLUMNS} from automation_executions where organization_id = $1 and id = $2`
  const [row] = await query<ExecutionRow>(prepared(text, [organization_id, id]))
  if (!row) throw new Refusal('not_found')
  return row
}
