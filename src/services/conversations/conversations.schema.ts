import { Type } from 'typebox'
import { closed, orNull } from '../../platform/query/index.ts'

const integerId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const numericId = Type.Union([integerId, Type.String({ pattern: '^[1-9][0-9]{0,14}$' })])

const time = Type.String({ format: 'date-time', maxLength: 40 })
const duration = Type.String({ minLength: 3, maxLength: 32 })

const address = Type.String({ minLength: 1, maxLength: 300 })
const clientId = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000]*$' })

const where = { channel_id: Type.Optional(numericId), client_id: Type.Optional(clientId) }
const kind = Type.Literal('customer')

/**
 * With whom: a contact, an address on the channel, one of both as the customer among the participants; nobody in
 * particular on a channel that is its own network.
 */
export const conversationDataSchema = Type.Union([
  closed({ contact_id: numericId, ...where }),
  closed({ address, ...where, channel_id: numericId }),
  closed({
    participants: Type.Array(Type.Union([closed({ kind, contact_id: numericId }), closed({ kind, address })]), {
      minItems: 1,
      maxItems: 1
    }),
    ...where
  }),
  closed({ ...where, channel_id: numericId })
])

export const conversationPatchSchema = closed({
  status: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed')])),
  unread_count: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })),
  assigned_user_id: Type.Optional(orNull(numericId)),
  assigned_team_id: Type.Optional(orNull(numericId)),
  assigned_ai_assistant_id: Type.Optional(orNull(numericId)),
  pipeline_id: Type.Optional(orNull(numericId)),
  pipeline_stage_id: Type.Optional(orNull(numericId)),
  ai_context_cut: Type.Optional(orNull(time)),
  ai_auto_assignment_disabled: Type.Optional(Type.Boolean()),
  ai_auto_assignment_disabled_reason: Type.Optional(orNull(Type.String({ maxLength: 500 }))),
  priority: Type.Optional(
    Type.Union([Type.Literal('low'), Type.Literal('normal'), Type.Literal('high'), Type.Literal('urgent')])
  ),
  snoozed_until: Type.Optional(orNull(time)),
  inactive_after: Type.Optional(orNull(duration)),
  close_after: Type.Optional(orNull(duration)),
  blocked: Type.Optional(Type.Boolean())
})
