import { Type } from 'typebox'
import { documentSource, mediaSource } from './header.ts'

const closed = { additionalProperties: false } as const
const words = (maxLength: number) => Type.String({ minLength: 1, maxLength })
/** Parameters of templates with named variables. */
const name = { parameter_name: Type.Optional(words(64)) }

const parameter = Type.Union([
  Type.Object({ type: Type.Literal('text'), text: words(32_768), ...name }, closed),
  Type.Object({ type: Type.Literal('payload'), payload: words(256) }, closed),
  Type.Object({ type: Type.Literal('coupon_code'), coupon_code: words(20) }, closed),
  Type.Object(
    {
      type: Type.Literal('currency'),
      currency: Type.Object({ fallback_value: words(64), code: words(3), amount_1000: Type.Integer() }, closed),
      ...name
    },
    closed
  ),
  Type.Object(
    { type: Type.Literal('date_time'), date_time: Type.Object({ fallback_value: words(128) }, closed), ...name },
    closed
  ),
  Type.Object({ type: Type.Literal('image'), image: mediaSource }, closed),
  Type.Object({ type: Type.Literal('video'), video: mediaSource }, closed),
  Type.Object({ type: Type.Literal('document'), document: documentSource }, closed),
  Type.Object(
    {
      type: Type.Literal('location'),
      location: Type.Object(
        { latitude: Type.Number(), longitude: Type.Number(), name: words(1_000), address: words(1_000) },
        closed
      )
    },
    closed
  ),
  // Until when the offer stands, in Unix milliseconds.
  Type.Object(
    {
      type: Type.Literal('limited_time_offer'),
      limited_time_offer: Type.Object({ expiration_time_ms: Type.Integer({ minimum: 0 }) }, closed)
    },
    closed
  ),
  Type.Object(
    { type: Type.Literal('action'), action: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown()) },
    closed
  )
])

const parameters = Type.Array(parameter, { maxItems: 100 })

const wording = Type.Object(
  { type: Type.Union(['header', 'body', 'limited_time_offer'].map(each => Type.Literal(each))), parameters },
  closed
)

const button = Type.Object(
  {
    type: Type.Literal('button'),
    sub_type: Type.Union(
      ['quick_reply', 'url', 'copy_code', 'flow', 'catalog', 'mpm', 'voice_call', 'order_details'].map(each =>
        Type.Literal(each)
      )
    ),
    index: Type.Union([Type.Integer({ minimum: 0, maximum: 9 }), Type.String({ pattern: '^[0-9]$' })]),
    parameters: Type.Optional(parameters)
  },
  closed
)

/** What fills one card of a carousel, by its place. */
const card = Type.Object(
  {
    card_index: Type.Integer({ minimum: 0, maximum: 9 }),
    components: Type.Array(Type.Union([wording, button]), { maxItems: 10 })
  },
  closed
)

const carousel = Type.Object(
  { type: Type.Literal('carousel'), cards: Type.Array(card, { minItems: 1, maxItems: 10 }) },
  closed
)

const component = Type.Union([wording, button, carousel])

const language = Type.String({ pattern: '^[a-z]{2,3}(_[A-Za-z]{2,4})?$' })

/** An approved template with what fills it. `language` is a code, or the provider's `{ code }`. */
export const template = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9_]{1,512}$' }),
    language: Type.Union([language, Type.Object({ code: language }, closed)]),
    components: Type.Optional(Type.Array(component, { maxItems: 20 }))
  },
  closed
)
