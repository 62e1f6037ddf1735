import { Type } from 'typebox'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'

export const readSchema = closed({
  conversation_id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  seq: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
})

/** What can be asked of how far members have read. */
export const readResource = defineResource<Member>({
  table: 'conversation_participants',
  softDelete: false,
  fields: {
    id: field.uuid({ sortable: true }),
    organization_id: field.id(),
    conversation_id: field.id(),
    user_id: field.id(),
    read_seq: field.integer(),
    read_at: field.time()
  }
})
