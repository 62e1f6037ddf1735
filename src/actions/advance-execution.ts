import { type Instruction, isOver, type LogEntry, programOf, type StepOf } from '../model/automation.ts'
import { ERRORS, Refusal } from '../model/errors.ts'
import { actorOf } from './automation-row.ts'
import { placesWhere } from './check-conditions.ts'
import { type ExecutionKey, type ExecutionState, lockExecution, readExecution } from './execution-row.ts'
import type { Thread } from './ledger.ts'
import { later, performStep, type Result } from './perform-step.ts'
import { type Progress, saveExecution } from './save-execution.ts'
import { act, type House, type Scope } from './scope.ts'
import { lockThreads } from './threads.ts'

/** Where an execution stands after a step: it goes on, waits until a time, asks outside, or is over. */
export type Stand =
  | { readonly kind: 'on' }
  | { readonly kind: 'over' }
  | { readonly kind: 'waiting'; readonly due_at: string }
  | {
      readonly kind: 'calling'
      readonly step: StepOf<'call_webhook'>
      readonly attempt: number
      readonly place: number
    }

/** A call that has not been heard of for so long was lost with its worker. */
const CALL_LOST_MS = 60_000

/**
 * Takes an execution one step on. The step, its log and what it did are one transaction, so a step is done once however
 * often it is tried; a step that is refused is noted instead.
 */
export async function advanceExecution(house: House, key: ExecutionKey): Promise<Stand> {
  const before = await readExecution(house.unitOfWork, key)
  if (!before || isOver(before.status)) return { kind: 'over' }
  const actor = actorOf({ ...before, id: before.automation_id })
  try {
    return await act(house, actor, scope => takeStep(scope, key), key.id)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return act(house, actor, scope => noteRefusal(scope, key, before.place, error), key.id)
  }
}

/** An execution under lock, its thread, and the instruction it has come to. */
export interface Held {
  readonly execution: ExecutionState
  readonly thread: Thread
  readonly instruction: Instruction | undefined
}

async function takeStep(scope: Scope, key: ExecutionKey): Promise<Stand> {
  const held = await holdExecution(scope, key)
  if (!held) return { kind: 'over' }
  const { execution, thread, instruction } = held
  if (!instruction) return endWith(scope, execution, thread, { status: 'done' })
  const { step } = instruction
  if (step.type === 'wait') return wait(scope, held, step)
  if (step.type === 'call_webhook') return beginCall(scope, held, step)
  if (step.type === 'branch') {
    const { organization_id } = execution
    const holds = (await placesWhere(scope.house, organization_id, step.conditions, [execution])).length > 0
    return goOn(scope, held, thread, { holds }, holds ? instruction.next : instruction.otherwise)
  }
  const result = await performStep(scope, execution, thread, step)
  return goOn(scope, held, await presentThread(scope, held, step.type), result, instruction.next)
}

/** Locks an execution and its conversation; ends it where nothing is left to do. Undefined: it is over. */
export async function holdExecution(scope: Scope, key: ExecutionKey): Promise<Held | undefined> {
  const execution = await lockExecution(scope.tx, key)
  if (!execution || isOver(execution.status)) return undefined
  const { organization_id, conversation_id: id } = execution
  const thread = (await lockThreads(scope.tx, [{ organization_id, id }])).get(id) ?? null
  if (thread && !execution.automation_deleted_at)
    return { execution, thread, instruction: programOf(execution.steps)[execution.place] }
  const error = thread
    ? { reason: 'automation_deleted', message: 'The automation was deleted.' }
    : { reason: 'conversation_deleted', message: 'The conversation was deleted.' }
  await endWith(scope, execution, thread, { status: 'stopped', error })
  return undefined
}

/** What is said locks the thread by itself and leaves ours behind. */
async function presentThread(scope: Scope, { thread }: Held, type: string): Promise<Thread> {
  if (type !== 'send' && type !== 'note') return thread
  await scope.ledger.write(scope.tx)
  const { organization_id, id } = thread.row
  return (await lockThreads(scope.tx, [{ organization_id, id }])).get(id) ?? thread
}

async function wait(scope: Scope, held: Held, step: StepOf<'wait'>): Promise<Stand> {
  const { execution, thread, instruction } = held
  if (!isUnderWay(held)) {
    const due_at = later(scope.now, step.for)
    const reply = step.until === 'reply' ? { reply_after_seq: thread.row.last_seq } : {}
    const log = [...execution.log, begun(scope, held, 1)]
    await saveExecution(scope, execution, thread, { status: 'waiting', log, due_at, ...reply })
    return { kind: 'waiting', due_at }
  }
  const replied = step.until === 'reply' && execution.reply_after_seq === null
  const isDue = execution.due_at === null || execution.due_at <= scope.now.toISOString()
  if (!isDue) return { kind: 'waiting', due_at: execution.due_at ?? scope.now.toISOString() }
  return goOn(scope, held, thread, { replied }, instruction?.next ?? execution.place)
}

/** Writes down that a call is under way before it is made: one that is lost is made again, under the same key. */
async function beginCall(scope: Scope, held: Held, step: StepOf<'call_webhook'>): Promise<Stand> {
  const { execution, thread } = held
  const last = execution.log.at(-1)
  const isAgain = isUnderWay(held)
  const now = scope.now.toISOString()
  if (isAgain && execution.status === 'waiting' && execution.due_at !== null && execution.due_at > now)
    return { kind: 'waiting', due_at: execution.due_at }
  if (isAgain && execution.status === 'running' && last) {
    const lost = new Date(Date.parse(execution.updated_at) + CALL_LOST_MS).toISOString()
    if (lost > now) return { kind: 'waiting', due_at: lost }
  }
  const attempt = isAgain && last ? last.attempt + 1 : 1
  const entry = isAgain && last ? { ...last, attempt } : begun(scope, held, attempt)
  await saveExecution(scope, execution, thread, { status: 'running', log: withLast(held, entry) })
  return { kind: 'calling', step, attempt, place: execution.place }
}

/** Finishes the step at hand and goes to a place; at the end the execution is done. */
export async function goOn(scope: Scope, held: Held, thread: Thread, result: Result, place: number): Promise<Stand> {
  const entry = finished(scope, held, { status: 'done', result, error: null })
  const progress: Progress = { place, log: withLast(held, entry) }
  const isEnd = place >= programOf(held.execution.steps).length
  if (isEnd) return endWith(scope, held.execution, thread, { ...progress, status: 'done' })
  await saveExecution(scope, held.execution, thread, { ...progress, status: 'running' })
  return { kind: 'on' }
}

async function noteRefusal(scope: Scope, key: ExecutionKey, place: number, refusal: Refusal): Promise<Stand> {
  const held = await holdExecution(scope, key)
  if (!held) return { kind: 'over' }
  // Somebody else has done it meanwhile.
  if (held.execution.place !== place) return { kind: 'on' }
  return failStep(scope, held, refusal)
}

/** Notes that the step at hand has failed; the execution fails with it, unless the step says to go on. */
export async function failStep(
  scope: Scope,
  held: Held,
  { reason, message }: { readonly reason: string; readonly message: string }
): Promise<Stand> {
  const { execution, thread, instruction } = held
  const error = { reason, message }
  const entry = finished(scope, held, { status: 'failed', result: null, error })
  const log = withLast(held, entry)
  if (instruction?.step.on_error !== 'continue')
    return endWith(scope, execution, thread, { status: 'failed', log, error })
  const place = instruction.step.type === 'branch' ? instruction.otherwise : instruction.next
  await saveExecution(scope, execution, thread, { status: 'running', log, place })
  return { kind: 'on' }
}

/** Ends an execution that goes wrong for reasons nobody knows. */
export async function giveUp(house: House, key: ExecutionKey): Promise<void> {
  const execution = await readExecution(house.unitOfWork, key)
  if (!execution) return
  const error = { reason: 'internal', message: ERRORS.internal.message }
  await act(house, actorOf({ ...execution, id: execution.automation_id }), async scope => {
    const held = await holdExecution(scope, key)
    if (held) await endWith(scope, held.execution, held.thread, { status: 'failed', error })
  })
}

async function endWith(
  scope: Scope,
  execution: ExecutionState,
  thread: Thread | null,
  progress: Progress
): Promise<Stand> {
  await saveExecution(scope, execution, thread, progress)
  return { kind: 'over' }
}

/** Does the last entry of the log belong to the step at hand, and is it not finished? */
function isUnderWay({ execution, instruction }: Held): boolean {
  const last = execution.log.at(-1)
  return last?.status === 'running' && last.step_id === instruction?.step.id
}

function begun({ now }: Scope, { execution, instruction }: Held, attempt: number): LogEntry {
  return {
    number: execution.log.length + 1,
    step_id: instruction?.step.id ?? '',
    type: instruction?.step.type ?? 'wait',
    status: 'running',
    attempt,
    started_at: now.toISOString(),
    finished_at: null,
    result: null,
    error: null
  }
}

function finished(scope: Scope, held: Held, outcome: Pick<LogEntry, 'status' | 'result' | 'error'>): LogEntry {
  const last = isUnderWay(held) ? held.execution.log.at(-1) : undefined
  return { ...(last ?? begun(scope, held, 1)), ...outcome, finished_at: scope.now.toISOString() }
}

function withLast(held: Held, entry: LogEntry): readonly LogEntry[] {
  const { log } = held.execution
  return isUnderWay(held) ? [...log.slice(0, -1), entry] : [...log, entry]
}
