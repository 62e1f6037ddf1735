import { Type } from 'typebox'
import { closed, orNull } from '../../../src/platform/query/index.ts'
import { FAULT_KINDS } from '../faults.ts'
import { TEMPLATE_STATES } from '../templates.ts'

const HOLDERS = ['business', 'agent'] as const
const SPEAKERS = ['customer', 'business'] as const

const id = Type.String({ minLength: 1, maxLength: 256 })
const words = Type.String({ minLength: 1, maxLength: 4_096 })
const name = Type.String({ minLength: 1, maxLength: 80 })
const waId = Type.String({ pattern: '^[1-9][0-9]{6,14}$' })
const username = Type.String({ pattern: '^[A-Za-z0-9._]{3,30}$' })
const time = Type.String({ format: 'date-time' })
const flag = Type.Optional(Type.Boolean())
const milliseconds = Type.Integer({ minimum: 0, maximum: 604_800_000 })

export const personSchema = closed({
  name: Type.Optional(name),
  wa_id: Type.Optional(waId),
  user_id: Type.Optional(Type.String({ pattern: '^[A-Z]{2}(\\.ENT)?\\.[A-Za-z0-9]{1,128}$' })),
  username: Type.Optional(username),
  hides_number: flag,
  dials: Type.Optional(Type.Array(waId, { maxItems: 5 }))
})

export const personPatchSchema = closed(
  {
    name: Type.Optional(name),
    username: Type.Optional(orNull(username)),
    hides_number: flag,
    is_online: flag,
    tells_read: flag,
    has_blocked: flag,
    has_opted_out: flag,
    is_reachable: flag
  },
  { minProperties: 1 }
)

const circumstances = {
  quotes: Type.Optional(id),
  at: Type.Optional(time),
  more: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown()))
}

/** Words, or any other kind in the provider's own shape. */
export const messageSchema = Type.Union([
  closed({ text: words, ...circumstances }),
  closed({ type: Type.String({ pattern: '^[a-z_]{1,40}$' }), body: Type.Optional(Type.Unknown()), ...circumstances })
])

export const reactionSchema = closed({ message_id: id, emoji: orNull(Type.String({ minLength: 1, maxLength: 32 })) })
export const editSchema = closed({ message_id: id, text: words })
export const revocationSchema = closed({ message_id: id })
export const tapSchema = closed({ message_id: id, choice_id: id })
export const readSchema = closed({ message_id: Type.Optional(id), played: flag })
export const windowSchema = closed({ open: Type.Literal(false) })
export const numberSchema = closed({ wa_id: waId })
export const echoSchema = Type.Union([closed({ text: words }), closed({ revokes: id })])
export const controlSchema = closed({ holder: Type.Enum([...HOLDERS]) })
export const historySchema = closed({
  messages: Type.Array(closed({ from: Type.Enum([...SPEAKERS]), text: words, at: time }), {
    minItems: 1,
    maxItems: 500
  })
})

export const faultSchema = closed({
  kind: Type.Enum([...FAULT_KINDS]),
  times: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  chance: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  to: Type.Optional(id),
  code: Type.Optional(Type.Integer({ minimum: 0, maximum: 9_999_999 })),
  status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
  retry_after: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
  ms: Type.Optional(milliseconds),
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 }))
})

export const clockSchema = closed({ forward_seconds: Type.Integer({ minimum: 1, maximum: 31_536_000 }) })
export const seedSchema = closed({ seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }) })
export const templateSchema = closed({ status: Type.Enum([...TEMPLATE_STATES]) })
