import { Type } from 'typebox'
import { actorShape, bagShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { EVENT_TYPES } from '../../model/event.ts'
import { closed, defineResource, field, rowSchema } from '../../platform/query/index.ts'

/** The log. A row is never changed or deleted. */
export const eventResource = defineResource<Member>({
  table: 'events',
  softDelete: false,
  fields: {
    id: field.uuid({ sortable: true }),
    organization_id: field.id(),
    conversation_id: field.id({ nullable: true }),
    seq: field.integer({ nullable: true, sortable: true }),
    type: field.choice(EVENT_TYPES),
    actor: field.json({ shape: actorShape }),
    data: field.json({ shape: bagShape }),
    cause_id: field.uuid({ nullable: true }),
    created_at: field.time()
  },
  defaultSort: [['id', 'asc']]
})

/** Where to read on in the organization's feed; empty: from its beginning. */
export const feedCursorSchema = Type.String({ maxLength: 500 })

const hidden = closed({
  id: Type.String({ format: 'uuid' }),
  conversation_id: Type.Union([Type.Integer(), Type.Null()]),
  seq: Type.Union([Type.Integer(), Type.Null()]),
  type: Type.Literal('hidden')
})
const events = Type.Array(Type.Union([Type.Unsafe<object>(rowSchema(eventResource)), hidden]))
const count = Type.Integer({ minimum: 0 })

/** A list of events, or with `after` a page of the feed. */
export const eventPageSchema = closed({
  total: count,
  total_is_lower_bound: Type.Optional(Type.Literal(true)),
  limit: count,
  skip: count,
  data: events,
  next_cursor: Type.Optional(Type.String()),
  cursor: Type.Optional(Type.String()),
  complete: Type.Optional(Type.Boolean()),
  ahead: Type.Optional(events),
  reset: Type.Optional(Type.Literal(true))
})
