import { Type } from 'typebox'
import { CHANNEL_TYPES, ERROR_CLASSES, MEDIA_KINDS, SENDER_TYPES } from '../model/message.ts'
import { closed, orNull } from '../platform/query/index.ts'

// What rows show inside of fields that are objects or lists. Documents are made from it, and held against answers.

const text = orNull(Type.String())
const time = Type.String({ format: 'date-time' })
const id = Type.Integer()
const uuid = Type.String({ format: 'uuid' })

/** Anything by name. */
export const bagShape = Type.Record(Type.String(), Type.Unknown())

export const textShape = Type.String()
export const orNoText = text
export const orNoTime = orNull(time)
export const uuidShape = uuid

/** Who did it. */
export const actorShape = closed({
  type: Type.String(),
  id: Type.Union([Type.Integer(), Type.String(), Type.Null()]),
  name: text
})

export const contactSummaryShape = closed({
  id,
  first_name: text,
  last_name: text,
  email: text,
  phone: text,
  company_name: text,
  avatar_url: text
})

export const controlShape = closed({
  application_id: uuid,
  kind: Type.String(),
  epoch: Type.Integer({ minimum: 0 }),
  since: time,
  lease_expires_at: orNull(time),
  span_id: orNull(uuid)
})

export const lastMessageShape = closed({
  id: uuid,
  direction: Type.String(),
  message_type: Type.String(),
  preview: Type.String(),
  status: Type.String(),
  created_at: time
})

export const ownerShape = closed({ id, first_name: Type.String(), last_name: Type.String(), full_name: Type.String() })

export const companyShape = closed({ id: orNull(id), name: text })

export const tagShape = closed({ id, name: Type.String() })

export const identityShape = closed({
  id: uuid,
  channel_type: Type.Enum([...CHANNEL_TYPES]),
  channel_id: id,
  address: text,
  name: text,
  username: text,
  opted_out_at: orNull(time)
})

export const senderShape = closed({
  type: Type.Enum([...SENDER_TYPES]),
  id: Type.Union([Type.Integer(), Type.String(), Type.Null()]),
  name: text,
  avatar_url: Type.Optional(text)
})

export const mediaShape = closed({
  file_id: orNull(uuid),
  url: text,
  file_name: text,
  file_type: text,
  file_size: orNull(Type.Integer({ minimum: 0 })),
  category: Type.Enum([...MEDIA_KINDS]),
  state: Type.Enum(['ready', 'pending', 'expired', 'failed'])
})

export const reactionShape = closed({ emoji: Type.String(), by: Type.String(), at: time })

export const messageErrorShape = closed({
  code: Type.Enum([...ERROR_CLASSES, 'superseded', 'canceled', 'blocked', 'channel_closed', 'not_in_control']),
  provider_code: text,
  message: Type.String(),
  retryable: Type.Boolean(),
  possible: Type.Optional(Type.Array(Type.String()))
})

export const healthShape = closed({
  state: Type.Enum(['paused', 'error', 'ok', 'idle']),
  last_inbound_at: orNull(time),
  last_error: Type.Unknown()
})
