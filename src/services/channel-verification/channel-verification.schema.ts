import { Type } from 'typebox'
import { STEPS } from '../../channels/channel.ts'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'

/** The channel stands in the path. */
export const verificationSchema = closed({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/** What is found out is answered, and kept nowhere. */
export const verificationResource = defineResource<Member>({
  table: 'channels',
  fields: {
    id: field.id({ sortable: true }),
    channel_id: field.derived('page.id'),
    ok: field.derived('null'),
    checked_at: field.derived('null'),
    steps: field.derived('null')
  }
})

export const verificationAnswerSchema = closed({
  channel_id: Type.Integer(),
  ok: Type.Boolean(),
  checked_at: Type.String({ format: 'date-time' }),
  steps: Type.Array(
    closed({
      step: Type.Enum([...STEPS]),
      state: Type.Enum(['ok', 'failed', 'unknown']),
      message: Type.String()
    })
  )
})
