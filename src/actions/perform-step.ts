import { stampOf } from '../model/actor.ts'
import type { Saying, Step, StepOf } from '../model/automation.ts'
import { secondsOf } from '../model/duration.ts'
import { Refusal } from '../model/errors.ts'
import { knownAutomation } from './automation-row.ts'
import type { Draft } from './draft.ts'
import type { ExecutionState } from './execution-row.ts'
import { filled } from './fill-in-text.ts'
import type { Thread } from './ledger.ts'
import { passControl, takeControl } from './pass-control.ts'
import type { Scope } from './scope.ts'
import { sendMessage } from './send-message.ts'
import { startExecution } from './start-execution.ts'
import { tagContacts, untagContacts } from './tag-contacts.ts'
import { type ConversationChange, updateConversations } from './update-conversations.ts'

/** Steps that are over as soon as they are done; the others wait, ask outside or lead elsewhere. */
export type Deed = Exclude<Step, { readonly type: 'wait' | 'call_webhook' | 'branch' }>
export type Result = Readonly<Record<string, unknown>>

/** Does one step with the verbs that people use, as the automation, on a thread under lock; answers what came of it. */
export async function performStep(
  scope: Scope,
  execution: ExecutionState,
  thread: Thread,
  step: Deed
): Promise<Result> {
  switch (step.type) {
    case 'send':
      return say(scope, execution, thread, step)
    case 'note':
      return say(scope, execution, thread, { ...step, message_type: 'note' })
    case 'take_control':
      return takeControl(scope, thread)
    case 'pass_control':
      return passControl(scope, thread, step.to)
    case 'tag':
    case 'untag':
      return dress(scope, thread, step)
    case 'run_automation':
      return runAnother(scope, execution, thread, step)
    default: {
      const change = changeOf(scope, step)
      await updateConversations(scope, [thread], change)
      return { ...change }
    }
  }
}

type Changing = Extract<
  Deed,
  {
    readonly type:
      | 'assign'
      | 'assign_team'
      | 'assign_ai_assistant'
      | 'move'
      | 'update_status'
      | 'update_priority'
      | 'snooze'
  }
>

function changeOf({ now }: Scope, step: Changing): ConversationChange {
  switch (step.type) {
    case 'assign':
      return { assigned_user_id: step.assigned_user_id }
    case 'assign_team':
      return { assigned_team_id: step.assigned_team_id }
    case 'update_status':
      return { status: step.status }
    case 'update_priority':
      return { priority: step.priority }
    case 'snooze':
      return { snoozed_until: step.for === null ? null : later(now, step.for) }
    case 'assign_ai_assistant':
      return { assigned_ai_assistant_id: step.assigned_ai_assistant_id }
    case 'move': {
      const { pipeline_id, pipeline_stage_id } = step
      return { pipeline_id, ...(pipeline_stage_id !== undefined && { pipeline_stage_id }) }
    }
  }
}

/** ISO 8601 of a moment and a duration that has been checked. */
export function later(moment: Date, duration: string): string {
  return new Date(moment.getTime() + (secondsOf(duration) ?? 0) * 1_000).toISOString()
}

type Words = Step & (Saying | { readonly message_type: 'note'; readonly message_text: string })

async function say(scope: Scope, execution: ExecutionState, thread: Thread, step: Words): Promise<Result> {
  const text = 'message_text' in step ? await filled(scope, execution, thread, step.message_text) : null
  const draft: Draft = {
    conversation_id: thread.row.id,
    message_type: step.message_type,
    ...(text ? { message_text: text.text } : {}),
    ...('content' in step && { content: step.content }),
    metadata: { execution_id: execution.id, step_id: step.id }
  }
  if (text?.text.trim() === '') throw new Refusal('bad_data', { message: 'Nothing is left of the text.' })
  const { id, message_text } = await sendMessage(scope, draft, null)
  return { message_id: id, message_text, ...(text && text.missing.length > 0 && { missing: text.missing }) }
}

async function dress(scope: Scope, { row }: Thread, step: StepOf<'tag' | 'untag'>): Promise<Result> {
  const change = step.type === 'tag' ? tagContacts : untagContacts
  const changed = await change(scope, [row.contact_id], step.tag_id)
  return { tag_id: step.tag_id, changed: changed.size > 0 }
}

async function runAnother(
  scope: Scope,
  execution: ExecutionState,
  thread: Thread,
  { id, automation_id }: StepOf<'run_automation'>
): Promise<Result> {
  const automation = await knownAutomation(scope.tx, execution.organization_id, automation_id)
  if (!automation.active) throw new Refusal('not_possible', { message: 'This automation is switched off.' })
  const child = await startExecution(scope, thread, automation, {
    started_by: stampOf(scope.actor),
    occurrence: `execution:${execution.id}:${id}`,
    message_id: execution.message_id,
    parent_id: execution.id,
    depth: execution.depth + 1,
    ...(execution.initial_payload && { initial_payload: execution.initial_payload })
  })
  return { automation_id, execution_id: child?.id ?? null }
}
