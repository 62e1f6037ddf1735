import { Type } from 'typebox'
import { actorShape, bagShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'

export const sessionPatchSchema = closed({ data: Type.Record(Type.String(), Type.Unknown()) })

/** What can be asked of sessions. */
export const sessionResource = defineResource<Member>({
  table: 'conversation_sessions',
  softDelete: false,
  fields: {
    id: field.uuid({ sortable: true }),
    organization_id: field.id(),
    conversation_id: field.id(),
    number: field.integer({ sortable: true }),
    first_seq: field.integer(),
    last_seq: field.integer({ nullable: true }),
    channel_id: field.id(),
    team_id: field.id({ nullable: true }),
    original_team_id: field.id({ nullable: true }),
    opened_by: field.json({ shape: actorShape }),
    closed_by: field.json({ nullable: true, shape: actorShape }),
    close_reason: field.choice(['user', 'timer', 'api', 'merged'], { nullable: true }),
    data: field.json({ shape: bagShape }),
    version: field.integer(),
    created_at: field.time({ sortable: true }),
    updated_at: field.time(),
    closed_at: field.time({ nullable: true })
  }
})
