import { Type } from 'typebox'
import { actorShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'

/** Who is writing says so every few seconds. `internal`: a note, which the customer is not to know of. */
export const typingSchema = closed({
  conversation_id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  on: Type.Boolean(),
  internal: Type.Optional(Type.Boolean())
})

/** What it is answered with; nobody can read it again. */
export const typingResource = defineResource<Member>({
  table: 'conversations',
  idField: 'conversation_id',
  fields: {
    conversation_id: field.id({ sortable: true }),
    on: field.derived('null', { shape: Type.Boolean() }),
    by: field.derived('null', { shape: actorShape }),
    expires_at: field.derived('null', { shape: Type.String({ format: 'date-time' }) })
  },
  defaultSort: [['conversation_id', 'asc']]
})
