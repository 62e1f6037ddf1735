import {
  type Conditions,
  everyStep,
  MOST_STEPS,
  type Step,
  type StepOf,
  type StepType,
  type Trigger
} from '../model/automation.ts'
import { secondsOf } from '../model/duration.ts'
import { type Complaint, Refusal } from '../model/errors.ts'
import { scheduleOf } from '../model/schedule.ts'
import { templateComplaint } from '../platform/liquid.ts'
import { prepared } from '../platform/set-wise.ts'
import { complaintsAbout } from './check-conditions.ts'
import type { Scope } from './scope.ts'

/** When an automation works, for which conversations, and what it does. */
export interface Plan {
  readonly trigger: Trigger
  readonly conditions: Conditions
  readonly steps: readonly Step[]
}

const LONGEST_WAIT_SECONDS = 90 * 86_400

/**
 * Looks through a plan as a whole: what its schema cannot say.
 * @throws Refusal `bad_data`, and `unknown_reference` for what the organization does not have
 */
export async function mustBeSound(scope: Scope, plan: Plan): Promise<void> {
  const complaints = [...complaintsOf(scope, plan)]
  const [first] = complaints
  if (first) throw new Refusal('bad_data', { message: `${first.path}: ${first.message}`, complaints })
  await mustKnowReferences(scope, everyStep(plan.steps))
}

function* complaintsOf({ house }: Scope, { trigger, conditions, steps }: Plan): Generator<Complaint> {
  yield* scheduleComplaints(trigger)
  if (trigger.type === 'schedule' && Object.keys(conditions.conversation ?? {}).length === 0)
    yield { path: 'conditions.conversation', message: 'must say for which conversations it runs' }
  yield* complaintsAbout(house, conditions, trigger, 'conditions')
  const every = everyStep(steps)
  if (every.length > MOST_STEPS)
    yield { path: 'steps', message: `must be at most ${MOST_STEPS}, those of branches too` }
  const ids = every.map(step => step.id)
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index)))
    yield { path: 'steps', message: `have the id ${id} more than once` }
  for (const step of every) {
    if (step.type === 'branch') yield* complaintsAbout(house, step.conditions, trigger, `steps.${step.id}.conditions`)
    else yield* stepComplaints(step)
  }
}

function* scheduleComplaints(trigger: Trigger): Generator<Complaint> {
  if (trigger.type !== 'schedule') return
  try {
    if (!scheduleOf(trigger.cron, trigger.time_zone).nextAfter(new Date()))
      yield { path: 'trigger.cron', message: 'names no time that will come' }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    yield { path: 'trigger.cron', message: error.message }
  }
}

function* stepComplaints(step: Step): Generator<Complaint> {
  if ((step.type === 'wait' || step.type === 'snooze') && step.for !== null && !isWait(step.for))
    yield { path: `steps.${step.id}.for`, message: 'must be an ISO 8601 duration from one second to 90 days' }
  if ('message_text' in step) {
    const complaint = templateComplaint(step.message_text)
    if (complaint) yield { path: `steps.${step.id}.message_text`, message: complaint }
  }
}

function isWait(duration: string): boolean {
  const seconds = secondsOf(duration)
  return seconds !== null && seconds >= 1 && seconds <= LONGEST_WAIT_SECONDS
}

interface Reference {
  readonly field: string
  readonly table: string
  readonly column?: string
  readonly more?: string
}

const LIVING = 'and deleted_at is null'

const REFERENCES = {
  assign: { field: 'assigned_user_id', table: 'members', column: 'user_id' },
  assign_ai_assistant: { field: 'assigned_ai_assistant_id', table: 'ai_assistants' },
  assign_team: { field: 'assigned_team_id', table: 'teams' },
  tag: { field: 'tag_id', table: 'tags' },
  untag: { field: 'tag_id', table: 'tags' },
  run_automation: { field: 'automation_id', table: 'automations' }
} as const satisfies Partial<Record<StepType, Reference>>

async function mustKnowReferences(scope: Scope, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step.type === 'assign') await mustExist(scope, step, REFERENCES.assign, step.assigned_user_id)
    else if (step.type === 'assign_team') await mustExist(scope, step, REFERENCES.assign_team, step.assigned_team_id)
    else if (step.type === 'assign_ai_assistant')
      await mustExist(scope, step, REFERENCES.assign_ai_assistant, step.assigned_ai_assistant_id)
    else if (step.type === 'tag' || step.type === 'untag') await mustExist(scope, step, REFERENCES.tag, step.tag_id)
    else if (step.type === 'run_automation') await mustExist(scope, step, REFERENCES.run_automation, step.automation_id)
    else if (step.type === 'move') await mustBeStage(scope, step)
    else if (step.type === 'pass_control') await mustBeApplication(scope, step)
  }
}

async function mustExist(
  { tx, actor }: Scope,
  step: Step,
  { field, table, column = 'id' }: Reference,
  id: number | null
): Promise<void> {
  if (id === null) return
  const text = `select 1 from ${table} where organization_id = $1 and ${column} = $2 ${LIVING}`
  const found = await tx.query(prepared(text, [actor.organization_id, id]))
  if (found.length === 0) throw unknown(step, field)
}

async function mustBeStage({ tx, actor }: Scope, step: StepOf<'move'>): Promise<void> {
  const { pipeline_id, pipeline_stage_id = null } = step
  if (pipeline_id === null) {
    if (pipeline_stage_id !== null) throw unknown(step, 'pipeline_stage_id')
    return
  }
  const found = await tx.query(
    prepared(
      `select 1 from pipelines p where p.organization_id = $1 and p.id = $2 and p.deleted_at is null
         and ($3::bigint is null or exists (select from pipeline_stages s where s.organization_id = p.organization_id
           and s.pipeline_id = p.id and s.id = $3 and s.deleted_at is null))`,
      [actor.organization_id, pipeline_id, pipeline_stage_id]
    )
  )
  if (found.length === 0) throw unknown(step, pipeline_stage_id === null ? 'pipeline_id' : 'pipeline_stage_id')
}

async function mustBeApplication({ tx, actor }: Scope, step: StepOf<'pass_control'>): Promise<void> {
  if (step.to === 'primary' || step.to === 'inbox') return
  const found = await tx.query(
    prepared('select 1 from applications where organization_id = $1 and id = $2 and deleted_at is null', [
      actor.organization_id,
      step.to
    ])
  )
  if (found.length === 0) throw unknown(step, 'to')
}

function unknown({ id }: Step, field: string): Refusal {
  const path = `steps.${id}.${field}`
  return new Refusal('unknown_reference', { data: { field: path }, complaints: [{ path, message: 'does not exist' }] })
}
