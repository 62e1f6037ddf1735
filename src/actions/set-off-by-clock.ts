import { stampOf } from '../model/actor.ts'
import { leaveJobs } from '../platform/jobs.ts'
import { statementOf } from '../platform/query/index.ts'
import { prepared } from '../platform/set-wise.ts'
import { AUTOMATION_COLUMNS, type AutomationRow } from './automation-row.ts'
import { conversationsWhere } from './check-conditions.ts'
import { nextRun } from './create-automation.ts'
import { recordRow } from './record.ts'
import { act, type House, type Scope } from './scope.ts'
import { RUN_SCHEDULE, startExecution } from './start-execution.ts'
import { lockThreads } from './threads.ts'

export interface AutomationKey {
  readonly organization_id: number
  readonly id: number
}

/**
 * Moves an automation on to its next time and leaves the job for the one that has come. Times that went by while nobody
 * worked count once.
 */
export async function comeDue(scope: Scope, id: number): Promise<void> {
  const { organization_id } = scope.actor
  const [due] = await scope.tx.query<AutomationRow>(
    prepared(
      `select ${AUTOMATION_COLUMNS} from automations
       where organization_id = $1 and id = $2 and active and deleted_at is null and next_run_at <= $3
       for no key update skip locked`,
      [organization_id, id, scope.now.toISOString()]
    )
  )
  if (!due) return
  const text = `update automations set next_run_at = $3 where organization_id = $1 and id = $2 returning ${AUTOMATION_COLUMNS}`
  const [row] = await scope.tx.query<AutomationRow>(
    prepared(text, [organization_id, id, nextRun(scope, true, due.trigger)])
  )
  if (!row) return
  recordRow(scope, organization_id, 'automation.updated', row, { fields: ['next_run_at'] })
  await leaveJobs(scope.tx, organization_id, RUN_SCHEDULE, [{ automation_id: id, at: due.next_run_at }], scope.now)
  scope.tx.afterCommit(() => scope.house.wake('run-executions'))
}

/** As many as a bulk action may take. */
const MOST_CONVERSATIONS = 10_000
const CHUNK = 50

/** Sets an automation off for a time of its schedule; each conversation once, however often this is tried. */
export async function setOffByClock(house: House, { organization_id, id }: AutomationKey, at: string): Promise<void> {
  const [automation] = await house.database.query<AutomationRow>(
    prepared(
      `select ${AUTOMATION_COLUMNS} from automations
       where organization_id = $1 and id = $2 and active and deleted_at is null`,
      [organization_id, id]
    )
  )
  if (!automation) return
  const actor = { kind: 'system', organization_id, name: 'schedule' } as const
  for (let after = 0, count = 0; count < MOST_CONVERSATIONS; count += CHUNK) {
    const ids = await conversationsAfter(house, automation, after)
    if (ids.length > 0) await act(house, actor, scope => beginAll(scope, automation, ids, `schedule:${at}`))
    if (ids.length < CHUNK) return
    after = ids.at(-1) ?? after
  }
}

/** The next page of a find with the automation's conditions. */
async function conversationsAfter(house: House, automation: AutomationRow, after: number): Promise<number[]> {
  const { organization_id, conditions } = automation
  const { ids } = await conversationsWhere(house, organization_id, conditions.conversation ?? {})
  ids.where('id', '>', after).orderBy('id').limit(CHUNK)
  const rows = await house.database.query<{ id: number }>(statementOf(ids))
  return rows.map(row => row.id)
}

async function beginAll(
  scope: Scope,
  automation: AutomationRow,
  ids: readonly number[],
  occurrence: string
): Promise<void> {
  const { organization_id } = automation
  const threads = await lockThreads(
    scope.tx,
    ids.map(id => ({ organization_id, id }))
  )
  for (const thread of threads.values())
    await startExecution(scope, thread, automation, { started_by: stampOf(scope.actor), occurrence })
}
