import { type Actor, stampOf } from '../model/actor.ts'
import { type ExecutionStatus, type LogEntry, programOf, type Step } from '../model/automation.ts'
import { Refusal } from '../model/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import { mustBeAtLeast } from './access.ts'
import { type AutomationRow, actorOf } from './automation-row.ts'
import { placesWhere } from './check-conditions.ts'
import type { ExecutionState } from './execution-row.ts'
import { createLedger } from './ledger.ts'
import { performStep, type Result } from './perform-step.ts'
import type { House, Scope } from './scope.ts'
import { type Order, placeOf } from './start-execution.ts'
import { lockThreads } from './threads.ts'

/** What an automation would do now. */
export interface Rehearsal {
  readonly dry_run: true
  readonly automation_id: number
  readonly automation_version: number
  readonly conversation_id: number
  readonly status: ExecutionStatus
  readonly log: readonly LogEntry[]
  readonly error: LogEntry['error']
}

/**
 * Says what each step of an automation would do, by doing it and taking all of it back: nothing stays, leaves or is
 * announced. Waits pass at once and nobody replies; webhooks are not called; automations that it runs are named only.
 * @throws Refusal as `runAutomation` does
 */
export function rehearseAutomation(house: House, actor: Actor, order: Order): Promise<Rehearsal> {
  return house.unitOfWork.atomically(async tx => {
    await tx.query({ text: 'savepoint rehearsal' })
    try {
      return await rehearse(scopeOn(house, actor, silent(tx)), order)
    } finally {
      await tx.query({ text: 'rollback to savepoint rehearsal' })
    }
  })
}

/** Nothing of what is done here is ever committed, so nothing follows from it. */
function silent(tx: Transaction): Transaction {
  return { ...tx, afterCommit: () => {} }
}

function scopeOn(house: House, actor: Actor, tx: Transaction): Scope {
  return { tx, actor, now: house.clock.now(), cause: null, house, ledger: createLedger() }
}

async function rehearse(scope: Scope, order: Order): Promise<Rehearsal> {
  mustBeAtLeast(scope.actor, 'agent')
  const { automation } = await placeOf(scope, order)
  let execution = stateOf(scope, order, automation)
  const program = programOf(automation.steps)
  const own = { ...scopeOn(scope.house, actorOf(automation), scope.tx), cause: execution.id }
  for (let instruction = program[0]; instruction; instruction = program[execution.place]) {
    const { step, next, otherwise } = instruction
    const outcome = await tried(own, execution, step)
    const isElse = outcome.result?.['holds'] !== true && step.type === 'branch'
    execution = {
      ...execution,
      place: isElse ? otherwise : next,
      log: [...execution.log, entryOf(own, execution, step, outcome)]
    }
    if (outcome.error && step.on_error !== 'continue') {
      execution = { ...execution, status: 'failed', error: outcome.error }
      break
    }
  }
  const { automation_id, automation_version, conversation_id, status, log, error } = execution
  return { dry_run: true, automation_id, automation_version, conversation_id, status, log, error }
}

type Outcome = Pick<LogEntry, 'result' | 'error'>

/** A step that is refused leaves nothing behind for those after it. */
async function tried(scope: Scope, execution: ExecutionState, step: Step): Promise<Outcome> {
  await scope.tx.query({ text: 'savepoint step' })
  const before = { ...scope, ledger: createLedger() }
  try {
    const result = await imagine(before, execution, step)
    await before.ledger.write(scope.tx)
    return { result, error: null }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await scope.tx.query({ text: 'rollback to savepoint step' })
    return { result: null, error: { reason: error.reason, message: error.message } }
  }
}

async function imagine(scope: Scope, execution: ExecutionState, step: Step): Promise<Result> {
  if (step.type === 'wait') return { for: step.for, ...(step.until && { replied: false }) }
  if (step.type === 'call_webhook') return { url: step.url, called: false }
  if (step.type === 'run_automation') return { automation_id: step.automation_id, execution_id: null }
  const { organization_id, conversation_id: id } = execution
  if (step.type === 'branch')
    return { holds: (await placesWhere(scope.house, organization_id, step.conditions, [execution])).length > 0 }
  const thread = (await lockThreads(scope.tx, [{ organization_id, id }])).get(id)
  if (!thread) throw new Refusal('not_found')
  return performStep(scope, execution, thread, step)
}

function entryOf({ now }: Scope, { log }: ExecutionState, step: Step, { result, error }: Outcome): LogEntry {
  return {
    number: log.length + 1,
    step_id: step.id,
    type: step.type,
    status: error ? 'failed' : 'done',
    attempt: 1,
    started_at: now.toISOString(),
    finished_at: now.toISOString(),
    result,
    error
  }
}

function stateOf({ actor, now }: Scope, order: Order, automation: AutomationRow): ExecutionState {
  return {
    id: newId(),
    organization_id: automation.organization_id,
    automation_id: automation.id,
    automation_version: automation.version,
    conversation_id: order.conversation_id,
    status: 'done',
    started_by: stampOf(actor),
    event_id: null,
    parent_id: null,
    depth: 0,
    log: [],
    error: null,
    due_at: null,
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    finished_at: null,
    steps: automation.steps,
    place: 0,
    message_id: null,
    reply_after_seq: null,
    initial_payload: order.initial_payload ? { ...order.initial_payload } : null,
    application_id: automation.application_id,
    name: automation.name,
    automation_deleted_at: null
  }
}
