import { Type } from 'typebox'
import type { MessageType } from '../../model/message.ts'

export const TEXT_LIMIT = 10_000

const closed = { additionalProperties: false } as const
const words = (maxLength: number) => Type.String({ minLength: 1, maxLength })

const nothing = Type.Object({}, closed)

const location = Type.Object(
  {
    latitude: Type.Number({ minimum: -90, maximum: 90 }),
    longitude: Type.Number({ minimum: -180, maximum: 180 }),
    name: Type.Optional(words(1_000)),
    address: Type.Optional(words(1_000))
  },
  closed
)

/** What may stand in `content` in the playground, by `message_type`; texts and captions stand in `message_text`. */
export const content = {
  text: nothing,
  image: nothing,
  video: nothing,
  audio: nothing,
  document: nothing,
  location,
  // The target is the message replied to; an empty emoji takes the reaction back.
  reaction: Type.Object({ emoji: Type.String({ maxLength: 32 }) }, closed)
} satisfies Partial<Record<MessageType, unknown>>
