import type { ConversationStatus, Priority } from './conversation.ts'
import { EVENT_TYPES, EVENTS, type EventType } from './event.ts'
import type { Content } from './message.ts'

/** When an automation begins by itself; `manual`: only when somebody says so. Anybody may start any of them by hand. */
export type Trigger =
  | { readonly type: 'manual' }
  | { readonly type: 'event'; readonly event_type: EventType }
  /** For every conversation that the conditions hold for. Five fields, read in the time zone. */
  | { readonly type: 'schedule'; readonly cron: string; readonly time_zone: string }

/** Queries as a find takes them, of the conversation and, where a message set it off, of that message. */
export interface Conditions {
  readonly conversation?: Readonly<Record<string, unknown>>
  readonly message?: Readonly<Record<string, unknown>>
}

interface Named {
  /** Its name in the log, unique in the automation. */
  readonly id: string
  /** What a step that fails does to those after it. Default `stop`. */
  readonly on_error?: 'stop' | 'continue'
}

export type Saying =
  | { readonly message_type: 'text'; readonly message_text: string }
  | { readonly message_type: 'template' | 'interactive' | 'location'; readonly content: Content }

/** One thing that an automation does. Durations are ISO 8601, texts are Liquid. */
export type Step = Named &
  (
    | ({ readonly type: 'send' } & Saying)
    | { readonly type: 'note'; readonly message_text: string }
    | { readonly type: 'assign'; readonly assigned_user_id: number | null }
    | { readonly type: 'assign_team'; readonly assigned_team_id: number | null }
    | { readonly type: 'assign_ai_assistant'; readonly assigned_ai_assistant_id: number | null }
    | { readonly type: 'move'; readonly pipeline_id: number | null; readonly pipeline_stage_id?: number | null }
    | { readonly type: 'tag' | 'untag'; readonly tag_id: number }
    | { readonly type: 'update_status'; readonly status: ConversationStatus }
    | { readonly type: 'update_priority'; readonly priority: Priority }
    /** null wakes it. */
    | { readonly type: 'snooze'; readonly for: string | null }
    | { readonly type: 'take_control' }
    /** To the channel's primary application, to the inbox, or to the application of this id. */
    | { readonly type: 'pass_control'; readonly to: string }
    | { readonly type: 'call_webhook'; readonly url: string; readonly data?: Readonly<Record<string, unknown>> }
    /** `reply`: no longer than until the customer writes. */
    | { readonly type: 'wait'; readonly for: string; readonly until?: 'reply' }
    | {
        readonly type: 'branch'
        readonly conditions: Conditions
        readonly yes: readonly Step[]
        readonly no?: readonly Step[]
      }
    | { readonly type: 'run_automation'; readonly automation_id: number }
  )

export type StepType = Step['type']
export type StepOf<Type extends StepType> = Extract<Step, { readonly type: Type }>

export const MOST_STEPS = 50
/** A branch in a branch in a branch. */
export const DEEPEST_BRANCH = 3
/** Automations that set off automations. */
export const LONGEST_CHAIN = 10

/** Facts that can set an automation off: those of a conversation and of what is said in it. */
export const TRIGGERS = EVENT_TYPES.filter(type => {
  const { about } = EVENTS[type]
  return about === 'conversation' || about === 'message'
})

export function isAboutMessage(type: EventType): boolean {
  return EVENTS[type].about === 'message'
}

/** Every step, those inside of branches too, in the order in which they stand. */
export function everyStep(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap(step =>
    step.type === 'branch' ? [step, ...everyStep(step.yes), ...everyStep(step.no ?? [])] : [step]
  )
}

/** A step and the places in the program where it may lead. */
export interface Instruction {
  readonly step: Step
  readonly next: number
  /** Where a branch leads whose conditions do not hold. */
  readonly otherwise: number
}

/** Lays nested steps out in a row: a place in it is a number. The end is the place after the last. */
export function programOf(steps: readonly Step[]): readonly Instruction[] {
  return layOut(steps, 0, everyStep(steps).length)
}

function layOut(steps: readonly Step[], from: number, after: number): readonly Instruction[] {
  const program: Instruction[] = []
  for (const [index, step] of steps.entries()) {
    const place = from + program.length
    const size = everyStep([step]).length
    const next = index === steps.length - 1 ? after : place + size
    if (step.type !== 'branch') program.push({ step, next, otherwise: next })
    else program.push(...layOutBranch(step, place, next))
  }
  return program
}

function layOutBranch(step: StepOf<'branch'>, place: number, next: number): readonly Instruction[] {
  const { yes, no = [] } = step
  const elsewhere = place + 1 + everyStep(yes).length
  const first = yes.length > 0 ? place + 1 : next
  const otherwise = no.length > 0 ? elsewhere : next
  return [{ step, next: first, otherwise }, ...layOut(yes, place + 1, next), ...layOut(no, elsewhere, next)]
}

export const EXECUTION_STATUSES = ['running', 'waiting', 'done', 'failed', 'canceled', 'stopped'] as const
/** `stopped`: by the house, as a loop or because the automation is gone. */
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number]

export function isOver(status: ExecutionStatus): boolean {
  return status !== 'running' && status !== 'waiting'
}

/** What became of one step. Times are ISO 8601 UTC with milliseconds. */
export interface LogEntry {
  readonly number: number
  readonly step_id: string
  readonly type: StepType
  readonly status: 'running' | 'done' | 'failed'
  readonly attempt: number
  readonly started_at: string
  readonly finished_at: string | null
  readonly result: Readonly<Record<string, unknown>> | null
  readonly error: { readonly reason: string; readonly message: string } | null
}
