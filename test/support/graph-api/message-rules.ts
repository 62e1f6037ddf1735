import {
  anything,
  array,
  boolean,
  both,
  type Fields,
  isFields,
  law,
  matching,
  number,
  object,
  oneOf,
  type Rule,
  string,
  tagged
} from './rules.ts'

const source = { 'id?': string(128), 'link?': matching(/^https?:\/\/\S+$/) }
const oneSource = law(value => (value['id'] === undefined) !== (value['link'] === undefined), 'needs an id or a link')
const media = (more: Readonly<Record<string, Rule>> = {}) => both(object({ ...source, ...more }), oneSource)
const caption = { 'caption?': string(1_024) }

const body = object({ text: string(1_024) })
const frame = { type: anything, 'footer?': object({ text: string(60) }) }
const textHeader = object({ type: oneOf('text'), text: string(60) })
const header = tagged('type', {
  text: textHeader,
  image: object({ type: anything, image: media() }),
  video: object({ type: anything, video: media() }),
  document: object({ type: anything, document: media({ 'filename?': string(240) }) })
})

function rowsIn(value: Fields): readonly unknown[] {
  const sections = Array.isArray(value['sections']) ? value['sections'] : []
  return sections.flatMap(section => (isFields(section) && Array.isArray(section['rows']) ? section['rows'] : []))
}

const action = (name: string, parameters?: Rule) => object({ name: oneOf(name), ...(parameters && { parameters }) })

const interactive = tagged('type', {
  button: object({
    ...frame,
    'header?': header,
    body,
    action: object({
      buttons: array(object({ type: oneOf('reply'), reply: object({ id: string(256), title: string(20) }) }), 1, 3)
    })
  }),
  list: object({
    ...frame,
    'header?': textHeader,
    body,
    action: both(
      object({
        button: string(20),
        sections: array(
          object({
            'title?': string(24),
            rows: array(object({ id: string(200), title: string(24), 'description?': string(72, 0) }), 1, 10)
          }),
          1,
          10
        )
      }),
      law(value => rowsIn(value).length <= 10, 'may have 10 rows in all')
    )
  }),
  cta_url: object({
    ...frame,
    'header?': header,
    body,
    action: action('cta_url', object({ display_text: string(20), url: matching(/^https?:\/\//) }))
  }),
  flow: object({
    ...frame,
    'header?': header,
    body,
    action: action(
      'flow',
      object({
        flow_message_version: oneOf('3'),
        'flow_token?': string(1_024),
        'flow_id?': string(64),
        'flow_name?': string(200),
        flow_cta: string(30),
        'flow_action?': oneOf('navigate', 'data_exchange'),
        'flow_action_payload?': anything,
        'mode?': oneOf('draft', 'published')
      })
    )
  }),
  location_request_message: object({ ...frame, body, action: action('send_location') }),
  product: object({
    ...frame,
    'body?': body,
    action: object({ catalog_id: string(64), product_retailer_id: string(100) })
  }),
  product_list: object({
    ...frame,
    header: textHeader,
    body,
    action: object({
      catalog_id: string(64),
      sections: array(
        object({ 'title?': string(24), product_items: array(object({ product_retailer_id: string(100) }), 1, 30) }),
        1,
        10
      )
    })
  }),
  catalog_message: object({
    ...frame,
    body,
    action: object({
      name: oneOf('catalog_message'),
      'parameters?': object({ thumbnail_product_retailer_id: string(100) })
    })
  }),
  call_permission_request: object({ ...frame, 'body?': body, action: action('call_permission_request') }),
  contact_request: object({ ...frame, body, action: action('contact_request') })
})

const parameter = tagged('type', {
  text: object({ type: anything, text: string(32_768), 'parameter_name?': string(64) }),
  payload: object({ type: anything, payload: string(256) }),
  coupon_code: object({ type: anything, coupon_code: string(20) }),
  currency: object({ type: anything, currency: anything, 'parameter_name?': string(64) }),
  date_time: object({ type: anything, date_time: anything, 'parameter_name?': string(64) }),
  image: object({ type: anything, image: media() }),
  video: object({ type: anything, video: media() }),
  document: object({ type: anything, document: media({ 'filename?': string(240) }) }),
  location: object({ type: anything, location: anything }),
  action: object({ type: anything, action: anything })
})
const parameters = array(parameter, 0, 100)
const component = tagged('type', {
  header: object({ type: anything, parameters }),
  body: object({ type: anything, parameters }),
  button: object({ type: anything, sub_type: string(32), index: anything, 'parameters?': parameters })
})

const PAYLOADS: Readonly<Record<string, Rule>> = {
  text: object({ body: string(4_096), 'preview_url?': boolean }),
  image: media(caption),
  video: media(caption),
  audio: media({ 'voice?': boolean }),
  document: media({ ...caption, 'filename?': string(240) }),
  sticker: media(),
  location: object({
    latitude: number(-90, 90),
    longitude: number(-180, 180),
    'name?': string(1_000, 0),
    'address?': string(1_000, 0)
  }),
  contacts: array(
    object({
      name: object({
        formatted_name: string(256),
        'first_name?': anything,
        'last_name?': anything,
        'middle_name?': anything,
        'prefix?': anything,
        'suffix?': anything
      }),
      'phones?': anything,
      'emails?': anything,
      'urls?': anything,
      'addresses?': anything,
      'org?': anything,
      'birthday?': matching(/^\d{4}-\d\d-\d\d$/)
    }),
    1,
    257
  ),
  interactive,
  template: object({
    name: matching(/^[a-z0-9_]{1,512}$/),
    language: object({ code: string(16), 'policy?': oneOf('deterministic') }),
    'components?': array(component, 0, 20)
  }),
  reaction: object({ message_id: string(256), emoji: string(32, 0) })
}

/** What `POST /{phone_number_id}/messages` takes. */
export const messageRule: Rule = both(
  tagged(
    'type',
    Object.fromEntries(
      Object.entries(PAYLOADS).map(([type, payload]) => [
        type,
        object({
          messaging_product: oneOf('whatsapp'),
          'recipient_type?': oneOf('individual', 'group'),
          'to?': matching(/^\+?[0-9 ()-]{5,24}$/),
          'recipient?': matching(/^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$/),
          type: anything,
          'context?': object({ message_id: string(256) }),
          'biz_opaque_callback_data?': string(512),
          [type]: payload
        })
      ])
    )
  ),
  (value, path) =>
    isFields(value) && value['to'] === undefined && value['recipient'] === undefined
      ? { code: 131008, details: `Required parameter is missing: ${path}to` }
      : undefined
)

/** What marks a message as read. */
export const readMarkRule: Rule = object({
  messaging_product: oneOf('whatsapp'),
  status: oneOf('read'),
  message_id: string(256),
  'typing_indicator?': object({ type: oneOf('text') })
})
