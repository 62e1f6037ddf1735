import { isOver } from '../model/automation.ts'
import { Refusal } from '../model/errors.ts'
import { accessConversation, mustBeAtLeast } from './access.ts'
import { type ExecutionRow, lockExecution, shownExecution } from './execution-row.ts'
import { saveExecution } from './save-execution.ts'
import type { Scope } from './scope.ts'

/**
 * Ends an execution before its next step; what it has done stays. What is canceled already stays so.
 * @throws Refusal `not_found`, `not_possible`
 */
export async function cancelExecution(scope: Scope, id: string): Promise<ExecutionRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const execution = await lockExecution(scope.tx, { organization_id: scope.actor.organization_id, id })
  if (!execution) throw new Refusal('not_found')
  const thread = await accessConversation(scope, execution.conversation_id, 'change')
  if (execution.status === 'canceled') return shownExecution(scope.tx, execution)
  if (isOver(execution.status)) throw new Refusal('not_possible', { message: 'It is over already.' })
  return saveExecution(scope, execution, thread, { status: 'canceled' })
}
