import { type ExecutionStatus, isOver, type LogEntry } from '../model/automation.ts'
import { prepared } from '../platform/set-wise.ts'
import { EXECUTION_COLUMNS, type ExecutionRow, type ExecutionState } from './execution-row.ts'
import type { Thread } from './ledger.ts'
import { record, recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/** How far an execution has come. Fields left out stay, but what it waits for. */
export interface Progress {
  readonly status?: ExecutionStatus
  readonly place?: number
  readonly log?: readonly LogEntry[]
  readonly error?: ExecutionRow['error']
  /** When it goes on; absent: at once, or never. */
  readonly due_at?: string
  readonly reply_after_seq?: number
}

/** Writes down how far an execution under lock has come, with whatever it has just done. */
export async function saveExecution(
  scope: Scope,
  execution: ExecutionState,
  thread: Thread | null,
  progress: Progress
): Promise<ExecutionRow> {
  const { status = execution.status, place = execution.place, log = execution.log, error = execution.error } = progress
  const [row] = await scope.tx.query<ExecutionRow>(
    prepared(UPDATE, [
      execution.organization_id,
      execution.id,
      status,
      place,
      JSON.stringify(log),
      error ? JSON.stringify(error) : null,
      progress.due_at ?? null,
      progress.reply_after_seq ?? null,
      scope.now.toISOString(),
      isOver(status) ? scope.now.toISOString() : null
    ])
  )
  if (!row) throw new Error('an execution under lock is gone')
  const data = { id: row.id, automation_id: row.automation_id, status, step_id: log.at(-1)?.step_id ?? null }
  if (thread) record(scope, thread, { type: 'execution.updated', data, row })
  else recordRow(scope, row.organization_id, 'execution.updated', row, data)
  return row
}

const UPDATE = `
  update automation_executions set status = $3, place = $4, log = $5, error = $6, due_at = $7, reply_after_seq = $8,
    updated_at = $9, finished_at = $10
  where organization_id = $1 and id = $2
  returning ${EXECUTION_COLUMNS}`
