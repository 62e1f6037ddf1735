import type { Member } from '../../model/actor.ts'
import { EVENT_TYPES } from '../../model/event.ts'
import { defineResource, field } from '../../platform/query/index.ts'
import { actorShape, bagShape } from '../shapes.ts'

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
