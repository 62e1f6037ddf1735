import { Type } from 'typebox'
import type { MessageType } from '../../model/message.ts'
import { interactive } from './interactive.ts'
import { template } from './template.ts'

// Limits: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
export const TEXT_LIMIT = 4_096
export const CAPTION_LIMIT = 1_024

const closed = { additionalProperties: false } as const
const words = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const maybe = (maxLength: number) => Type.Optional(Type.String({ maxLength }))

const nothing = Type.Object({}, closed)

const location = Type.Object(
  {
    latitude: Type.Number({ minimum: -90, maximum: 90 }),
    longitude: Type.Number({ minimum: -180, maximum: 180 }),
    name: maybe(1_000),
    address: maybe(1_000)
  },
  closed
)

const kind = Type.Optional(Type.String({ maxLength: 32 }))

const card = Type.Object(
  {
    name: Type.Object(
      {
        formatted_name: words(256),
        first_name: maybe(256),
        last_name: maybe(256),
        middle_name: maybe(256),
        prefix: maybe(64),
        suffix: maybe(64)
      },
      closed
    ),
    phones: Type.Optional(
      Type.Array(Type.Object({ phone: words(32), wa_id: maybe(32), type: kind }, closed), { maxItems: 20 })
    ),
    emails: Type.Optional(Type.Array(Type.Object({ email: words(320), type: kind }, closed), { maxItems: 20 })),
    urls: Type.Optional(Type.Array(Type.Object({ url: words(2_048), type: kind }, closed), { maxItems: 20 })),
    addresses: Type.Optional(
      Type.Array(
        Type.Object(
          {
            street: maybe(256),
            city: maybe(256),
            state: maybe(256),
            zip: maybe(32),
            country: maybe(256),
            country_code: maybe(8),
            type: kind
          },
          closed
        ),
        { maxItems: 20 }
      )
    ),
    org: Type.Optional(Type.Object({ company: maybe(256), department: maybe(256), title: maybe(256) }, closed)),
    birthday: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }))
  },
  closed
)

/** What may stand in `content` on WhatsApp, by `message_type`; texts and captions stand in `message_text`. */
export const content = {
  text: Type.Object({ preview_url: Type.Optional(Type.Boolean()) }, closed),
  image: nothing,
  video: nothing,
  audio: Type.Object({ voice: Type.Optional(Type.Boolean()) }, closed),
  document: nothing,
  sticker: nothing,
  location,
  contacts: Type.Object({ contacts: Type.Array(card, { minItems: 1, maxItems: 257 }) }, closed),
  interactive,
  template,
  // The target is the message replied to; an empty emoji takes the reaction back.
  reaction: Type.Object({ emoji: Type.String({ maxLength: 32 }) }, closed)
} satisfies Partial<Record<MessageType, unknown>>
