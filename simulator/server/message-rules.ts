import { interactive, named, source } from './interactive-rules.ts'
import {
  all,
  among,
  anything,
  between,
  byField,
  listOf,
  matching,
  must,
  optionalText,
  type Rule,
  shape,
  text,
  yesOrNo
} from './rules.ts'

const caption = { 'caption?': optionalText(1_024) }

const place = shape({
  latitude: between(-90, 90),
  longitude: between(-180, 180),
  'name?': optionalText(1_000),
  'address?': optionalText(1_000)
})

const phoneOfCard = shape({ 'phone?': text(64), 'wa_id?': text(32), 'type?': text(32) })
const card = shape({
  name: shape({
    formatted_name: text(256),
    'first_name?': text(256),
    'last_name?': text(256),
    'middle_name?': text(256),
    'prefix?': text(64),
    'suffix?': text(64)
  }),
  'phones?': listOf(phoneOfCard, 0, 20),
  'emails?': listOf(shape({ 'email?': text(256), 'type?': text(32) }), 0, 20),
  'urls?': listOf(shape({ 'url?': text(2_000), 'type?': text(32) }), 0, 20),
  'addresses?': listOf(anything, 0, 20),
  'org?': shape({ 'company?': text(256), 'department?': text(256), 'title?': text(256) }),
  'birthday?': matching(/^\d{4}-\d\d-\d\d$/, 'a date in the form YYYY-MM-DD')
})

const parameterName = { 'parameter_name?': text(64) }
const parameter = byField(
  'type',
  {
    text: shape({ type: anything, text: text(32_768), ...parameterName }),
    payload: shape({ type: anything, payload: text(256) }),
    coupon_code: shape({ type: anything, coupon_code: text(20) }),
    currency: shape({
      type: anything,
      currency: shape({
        fallback_value: text(64),
        code: matching(/^[A-Z]{3}$/, 'an ISO 4217 code'),
        amount_1000: between(0, 1e15)
      }),
      ...parameterName
    }),
    date_time: shape({ type: anything, date_time: shape({ fallback_value: text(128) }), ...parameterName }),
    image: shape({ type: anything, image: source() }),
    video: shape({ type: anything, video: source() }),
    document: shape({ type: anything, document: named }),
    location: shape({ type: anything, location: place }),
    limited_time_offer: shape({
      type: anything,
      limited_time_offer: shape({ expiration_time_ms: between(0, 1e15) })
    }),
    action: shape({ type: anything, action: anything })
  },
  132012
)
const parameters = listOf(parameter, 0, 100)
const SUB_TYPES = ['quick_reply', 'url', 'copy_code', 'flow', 'catalog', 'mpm', 'voice_call', 'order_details']

const places = {
  header: shape({ type: anything, parameters }),
  body: shape({ type: anything, parameters }),
  button: shape({ type: anything, sub_type: among(...SUB_TYPES), index: between(0, 9), 'parameters?': parameters })
}
const cardOfCarousel = shape({ card_index: between(0, 9), components: listOf(byField('type', places), 0, 10) })

const component = byField('type', {
  ...places,
  limited_time_offer: shape({ type: anything, parameters }),
  carousel: shape({ type: anything, cards: listOf(cardOfCarousel, 1, 10) })
})

const PAYLOADS: Readonly<Record<string, Rule>> = {
  text: shape({ body: text(4_096), 'preview_url?': yesOrNo }),
  image: source(caption),
  video: source(caption),
  audio: source({ 'voice?': yesOrNo }),
  document: source({ ...caption, 'filename?': text(240) }),
  sticker: source(),
  location: place,
  contacts: listOf(card, 1, 257),
  interactive,
  template: shape({
    name: matching(/^[a-z0-9_]{1,512}$/, 'a template name'),
    language: shape({ code: text(16), 'policy?': among('deterministic') }),
    'components?': listOf(component, 0, 20)
  }),
  reaction: shape({ message_id: text(256), emoji: optionalText(32) })
}

const envelope = {
  messaging_product: among('whatsapp'),
  'recipient_type?': among('individual'),
  'to?': matching(/^\+?[0-9][0-9 ()-]{4,23}$/, 'a phone number'),
  'recipient?': matching(/^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$/, 'a business-scoped user id'),
  'context?': shape({ message_id: text(256) }),
  'biz_opaque_callback_data?': text(512)
}

const ofType = byField(
  'type',
  Object.fromEntries(
    Object.entries(PAYLOADS).map(([type, payload]) => [type, shape({ ...envelope, type: anything, [type]: payload })])
  ),
  100
)

const hasReceiver = must(
  value => value['to'] !== undefined || value['recipient'] !== undefined,
  'The parameter to is required.',
  131008
)

/** What `POST /{phone_number_id}/messages` takes. */
export const messageRule: Rule = all(
  must(value => value['messaging_product'] !== undefined, 'The parameter messaging_product is required.', 100),
  hasReceiver,
  ofType
)

/** What marks a message as read and, with the indicator, shows that somebody types. */
export const readMarkRule: Rule = shape({
  messaging_product: among('whatsapp'),
  status: among('read'),
  message_id: text(256),
  'typing_indicator?': shape({ type: among('text') })
})
