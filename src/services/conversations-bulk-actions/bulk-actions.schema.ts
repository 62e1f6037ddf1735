import { Type } from 'typebox'
import { bagShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { BULK_ACTION_NAMES, BULK_ACTION_STATUSES, MOST_NAMED } from '../../model/bulk-action.ts'
import { closed, defineResource, field, orNull } from '../../platform/query/index.ts'

const integerId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const numericId = Type.Union([integerId, Type.String({ pattern: '^[1-9][0-9]{0,14}$' })])

/** What is to be done, and to which conversations. Which fields belong to which action, the class says. */
export const bulkActionSchema = closed({
  action: Type.Union([
    Type.Literal('assign'),
    Type.Literal('assign_team'),
    Type.Literal('assign_ai_assistant'),
    Type.Literal('update_status'),
    Type.Literal('move'),
    Type.Literal('mark_read'),
    Type.Literal('mark_unread'),
    Type.Literal('tag'),
    Type.Literal('untag'),
    Type.Literal('delete')
  ]),
  assigned_user_id: Type.Optional(orNull(numericId)),
  assigned_team_id: Type.Optional(orNull(numericId)),
  assigned_ai_assistant_id: Type.Optional(orNull(numericId)),
  status: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed')])),
  pipeline_id: Type.Optional(orNull(numericId)),
  pipeline_stage_id: Type.Optional(orNull(numericId)),
  tag_id: Type.Optional(numericId),
  conversation_ids: Type.Optional(Type.Array(numericId, { minItems: 1, maxItems: MOST_NAMED })),
  view_id: Type.Optional(numericId),
  filter: Type.Optional(Type.Object({})),
  dry_run: Type.Optional(Type.Boolean())
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
