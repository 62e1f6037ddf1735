import { Type } from 'typebox'
import { bagShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { BULK_ACTION_NAMES, BULK_ACTION_STATUSES, MOST_NAMED } from '../../model/bulk-action.ts'
import { closed, defineResource, field, orNull } from '../../platform/query/index.ts'

const integerId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const numericId = Type.Union([integerId, Type.String({ pattern: '^[1-9][0-9]{0,14}$' })])

const TARGET = {
  conversation_ids: Type.Optional(Type.Array(numericId, { minItems: 1, maxItems: MOST_NAMED })),
  view_id: Type.Optional(numericId),
  filter: Type.Optional(Type.Object({}, { description: 'A query of conversations, without its page.' })),
  dry_run: Type.Optional(Type.Boolean())
}

/** What is to be done, and to which conversations. That one target is named, and what a filter says, is read later. */
export const bulkActionSchema = Type.Union([
  closed({ action: Type.Literal('assign'), assigned_user_id: orNull(numericId), ...TARGET }),
  closed({ action: Type.Literal('assign_team'), assigned_team_id: orNull(numericId), ...TARGET }),
  closed({ action: Type.Literal('assign_ai_assistant'), assigned_ai_assistant_id: orNull(numericId), ...TARGET }),
  closed({
    action: Type.Literal('update_status'),
    status: Type.Union([Type.Literal('open'), Type.Literal('closed')]),
    ...TARGET
  }),
  closed({
    action: Type.Literal('move'),
    pipeline_id: Type.Optional(orNull(numericId)),
    pipeline_stage_id: Type.Optional(orNull(numericId)),
    ...TARGET
  }),
  closed({ action: Type.Literal('mark_read'), ...TARGET }),
  closed({ action: Type.Literal('mark_unread'), ...TARGET }),
  closed({ action: Type.Literal('tag'), tag_id: numericId, ...TARGET }),
  closed({ action: Type.Literal('untag'), tag_id: numericId, ...TARGET }),
  closed({ action: Type.Literal('delete'), ...TARGET })
])

const failure = closed({ conversation_id: Type.Integer(), reason: Type.String() })
const time = Type.String({ format: 'date-time' })

/** A bulk action; of a dry run, which is nowhere kept, without an id. */
export const bulkAnswerSchema = closed({
  id: orNull(Type.Integer()),
  organization_id: Type.Integer(),
  action: Type.Enum([...BULK_ACTION_NAMES]),
  change: Type.Object({}),
  undoes_id: orNull(Type.Integer()),
  user_id: Type.Integer(),
  status: Type.Enum([...BULK_ACTION_STATUSES]),
  dry_run: Type.Optional(Type.Literal(true)),
  total_count: Type.Integer(),
  processed_count: Type.Integer(),
  failed_count: Type.Integer(),
  failures: Type.Array(failure),
  started_at: time,
  finished_at: orNull(time),
  created_at: time,
  updated_at: time
})

/** The one change that a bulk action takes. */
export const cancelSchema = closed({ status: Type.Literal('canceled') })

/** Nothing but the bulk action, whose id stands in the path. */
export const undoSchema = closed({ id: integerId })

/** What can be asked of bulk actions. */
export const bulkActionResource = defineResource<Member>({
  table: 'bulk_actions',
  softDelete: false,
  fields: {
    id: field.id({ sortable: true }),
    organization_id: field.id(),
    action: field.choice(BULK_ACTION_NAMES),
    change: field.json({ shape: bagShape }),
    undoes_id: field.id({ nullable: true }),
    user_id: field.id(),
    status: field.choice(BULK_ACTION_STATUSES),
    total_count: field.integer(),
    processed_count: field.integer(),
    failed_count: field.integer(),
    failures: field.json({
      shape: Type.Array(closed({ conversation_id: Type.Integer(), reason: Type.String() }))
    }),
    started_at: field.time({ sortable: true }),
    finished_at: field.time({ nullable: true }),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true })
  }
})
