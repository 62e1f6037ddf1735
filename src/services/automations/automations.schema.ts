import { type TSchema, Type } from 'typebox'
import { actorShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import {
  type Conditions,
  EXECUTION_STATUSES,
  MOST_STEPS,
  type Step,
  TRIGGERS,
  type Trigger
} from '../../model/automation.ts'
import { CONVERSATION_STATUSES, PRIORITIES } from '../../model/conversation.ts'
import { closed, defineResource, field, oneOf, orNull, rowSchema } from '../../platform/query/index.ts'

const integerId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const duration = Type.String({ pattern: '^P', minLength: 3, maxLength: 32 })
const liquid = Type.String({ pattern: '\\S', maxLength: 4_096 })
/** What somebody else's schema says more of, when it is used. */
const anyObject = Type.Object({}, { additionalProperties: true })

const trigger = Type.Unsafe<Trigger>(
  Type.Union([
    closed({ type: Type.Literal('manual') }),
    closed({ type: Type.Literal('event'), event_type: oneOf(TRIGGERS) }),
    closed({
      type: Type.Literal('schedule'),
      cron: Type.String({ minLength: 9, maxLength: 100 }),
      time_zone: Type.String({ minLength: 1, maxLength: 64 })
    })
  ])
)

/** The fields of finds; the finds themselves say which there are. */
const conditions = Type.Unsafe<Conditions>(
  closed({ conversation: Type.Optional(anyObject), message: Type.Optional(anyObject) })
)

const named = {
  id: Type.String({ pattern: '^[a-zA-Z0-9_-]{1,40}$' }),
  on_error: Type.Optional(oneOf(['stop', 'continue']))
}

const send = { ...named, type: Type.Literal('send') }

const plainSteps: readonly TSchema[] = [
  closed({ ...send, message_type: Type.Literal('text'), message_text: liquid }),
  closed({ ...send, message_type: oneOf(['template', 'interactive', 'location']), content: anyObject }),
  closed({ ...named, type: Type.Literal('note'), message_text: liquid }),
  closed({ ...named, type: Type.Literal('assign'), assigned_user_id: orNull(integerId) }),
  closed({ ...named, type: Type.Literal('assign_team'), assigned_team_id: orNull(integerId) }),
  closed({ ...named, type: Type.Literal('assign_ai_assistant'), assigned_ai_assistant_id: orNull(integerId) }),
  closed({
    ...named,
    type: Type.Literal('move'),
    pipeline_id: orNull(integerId),
    pipeline_stage_id: Type.Optional(orNull(integerId))
  }),
  closed({ ...named, type: oneOf(['tag', 'untag']), tag_id: integerId }),
  closed({ ...named, type: Type.Literal('update_status'), status: oneOf(CONVERSATION_STATUSES) }),
  closed({ ...named, type: Type.Literal('update_priority'), priority: oneOf(PRIORITIES) }),
  closed({ ...named, type: Type.Literal('snooze'), for: orNull(duration) }),
  closed({ ...named, type: Type.Literal('take_control') }),
  closed({
    ...named,
    type: Type.Literal('pass_control'),
    to: Type.Union([Type.Literal('primary'), Type.Literal('inbox'), Type.String({ format: 'uuid' })])
  }),
  closed({
    ...named,
    type: Type.Literal('call_webhook'),
    url: Type.String({ pattern: '^https?://[^\\s/@]+(/\\S*)?$', maxLength: 2_048 }),
    data: Type.Optional(anyObject)
  }),
  closed({ ...named, type: Type.Literal('wait'), for: duration, until: Type.Optional(Type.Literal('reply')) }),
  closed({ ...named, type: Type.Literal('run_automation'), automation_id: integerId })
]

const branch = closed({
  ...named,
  type: Type.Literal('branch'),
  conditions,
  yes: Type.Array(anyObject, { maxItems: MOST_STEPS, description: 'Steps, branches among them at most three deep.' }),
  no: Type.Optional(Type.Array(anyObject, { maxItems: MOST_STEPS, description: 'Steps where they do not hold.' }))
})

/** Steps as they stand in one row; those inside of branches are read by the same schema in their turn. */
export const stepsSchema = Type.Unsafe<readonly Step[]>(
  Type.Array(Type.Union([...plainSteps, branch]), { maxItems: MOST_STEPS })
)

const fields = {
  description: Type.Optional(Type.String({ maxLength: 2_000 })),
  active: Type.Optional(Type.Boolean()),
  conditions: Type.Optional(conditions)
}
const name = Type.String({ pattern: '\\S', maxLength: 200 })

export const automationDataSchema = closed({ ...fields, name, trigger, steps: stepsSchema })

export const automationPatchSchema = closed({
  ...fields,
  name: Type.Optional(name),
  trigger: Type.Optional(trigger),
  steps: Type.Optional(stepsSchema),
  /** Calls are signed anew from now on; the answer shows the secret, once. */
  renew_secret: Type.Optional(Type.Literal(true))
})

/** What can be asked of automations. */
export const automationResource = defineResource<Member>({
  table: 'automations',
  fields: {
    id: field.id({ sortable: true }),
    organization_id: field.id(),
    application_id: field.uuid(),
    name: field.text({ sortable: true }),
    description: field.text({ operators: [] }),
    active: field.boolean(),
    trigger: field.json({ shape: trigger }),
    conditions: field.json({ shape: conditions }),
    steps: field.json({ shape: stepsSchema }),
    next_run_at: field.time({ nullable: true }),
    version: field.integer(),
    created_by_user_id: field.id({ nullable: true }),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true }),
    deleted_at: field.time({ nullable: true })
  },
  filters: {
    trigger_type: {
      field: field.choice(['manual', 'event', 'schedule'], { operators: ['$eq'] }),
      where: (builder, { value }) => void builder.whereRaw(`trigger ->> 'type' = ?`, [String(value)])
    }
  }
})

const { properties, required, ...row } = rowSchema(automationResource)

/** An automation, with the secret that is shown this once: always when it is made, and where it was renewed. */
export const newAutomationSchema = Type.Unsafe<object>({
  ...row,
  properties: { ...Object(properties), secret: { type: 'string' } },
  required: [...Object(required), 'secret']
})

export const changedAutomationSchema = Type.Unsafe<object>({
  ...row,
  properties: { ...Object(properties), secret: { type: 'string' } },
  required
})

const errorShape = closed({ reason: Type.String(), message: Type.String() })

const entryShape = closed({
  number: Type.Integer({ minimum: 1 }),
  step_id: Type.String(),
  type: Type.String(),
  status: oneOf(['running', 'done', 'failed']),
  attempt: Type.Integer({ minimum: 1 }),
  started_at: Type.String({ format: 'date-time' }),
  finished_at: orNull(Type.String({ format: 'date-time' })),
  result: orNull(anyObject),
  error: orNull(errorShape)
})

/** What can be asked of executions. */
export const executionResource = defineResource<Member>({
  table: 'automation_executions',
  softDelete: false,
  fields: {
    id: field.uuid({ sortable: true }),
    organization_id: field.id(),
    automation_id: field.id(),
    automation_version: field.integer({ operators: [] }),
    conversation_id: field.id(),
    status: field.choice(EXECUTION_STATUSES),
    started_by: field.json({ shape: actorShape }),
    event_id: field.uuid({ nullable: true }),
    parent_id: field.uuid({ nullable: true }),
    depth: field.integer({ operators: [] }),
    log: field.json({ shape: Type.Array(entryShape) }),
    error: field.json({ nullable: true, shape: errorShape }),
    due_at: field.time({ nullable: true }),
    created_at: field.time({ sortable: true }),
    updated_at: field.time(),
    finished_at: field.time({ nullable: true })
  }
})

const rows = Type.Array(anyObject, { maxItems: 50 })

export const executionDataSchema = closed({
  automation_id: integerId,
  conversation_id: integerId,
  initial_payload: Type.Optional(
    closed({
      conversation: Type.Optional(anyObject),
      contact: Type.Optional(orNull(anyObject)),
      messages: Type.Optional(rows)
    })
  ),
  /** Says what each step would do, and does nothing. */
  dry_run: Type.Optional(Type.Boolean())
})

export const executionPatchSchema = closed({ status: Type.Literal('canceled') })

/** The execution, or of a rehearsal what each step would do. */
export const startedSchema = Type.Unsafe<object>({
  anyOf: [
    rowSchema(executionResource),
    closed({
      dry_run: Type.Literal(true),
      automation_id: integerId,
      automation_version: Type.Integer(),
      conversation_id: integerId,
      status: oneOf(EXECUTION_STATUSES),
      log: Type.Array(entryShape),
      error: orNull(errorShape)
    })
  ]
})
