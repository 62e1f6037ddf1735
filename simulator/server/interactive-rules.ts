import { fields, items } from './fields.ts'
import {
  all,
  among,
  anything,
  byField,
  inner,
  listOf,
  matching,
  must,
  optionalText,
  type Rule,
  shape,
  text
} from './rules.ts'

const URL = matching(/^https?:\/\/\S{1,2000}$/, 'a URL that begins with http:// or https://')

/** A file by id or by link. */
export function source(more: Readonly<Record<string, Rule>> = {}): Rule {
  return all(
    shape({ 'id?': text(128), 'link?': URL, ...more }),
    must(value => value['id'] !== undefined || value['link'] !== undefined, 'id or link is required.', 131008),
    must(value => value['id'] === undefined || value['link'] === undefined, 'Only one of id and link may be given.')
  )
}

export const named = source({ 'filename?': text(240) })

const body = shape({ text: text(1_024) })
const footer = shape({ text: text(60) })
const wordsAbove = shape({ type: among('text'), text: text(60) })
const above = byField('type', {
  text: wordsAbove,
  image: shape({ type: anything, image: source() }),
  video: shape({ type: anything, video: source() }),
  document: shape({ type: anything, document: named })
})

const frame = { type: anything, body, 'footer?': footer }

function act(name: string, parameters?: Rule): Rule {
  return shape({ name: among(name), ...(parameters && { parameters }) })
}

const replyButton = shape({ type: among('reply'), reply: shape({ id: text(256), title: text(20) }) })
const row = shape({ id: text(200), title: text(24), 'description?': optionalText(72) })

const buttons = all(
  shape({ buttons: listOf(replyButton, 1, 3) }),
  must(value => areDistinct(items(value['buttons']).map(replyIdOf)), 'Duplicated button ids are not allowed.')
)

const sections = all(
  shape({ button: text(20), sections: listOf(shape({ 'title?': text(24), rows: listOf(row, 1, 10) }), 1, 10) }),
  must(value => inner(value, 'sections', 'rows').length <= 10, 'Total row count exceed max allowed count: 10')
)

const products = all(
  shape({
    catalog_id: text(64),
    sections: listOf(
      shape({ 'title?': text(24), product_items: listOf(shape({ product_retailer_id: text(100) }), 1, 30) }),
      1,
      10
    )
  }),
  must(value => inner(value, 'sections', 'product_items').length <= 30, 'Total product count exceed max: 30')
)

const flow = shape({
  flow_message_version: among('3'),
  'flow_token?': text(1_024),
  'flow_id?': text(64),
  'flow_name?': text(200),
  flow_cta: text(30),
  'flow_action?': among('navigate', 'data_exchange'),
  'flow_action_payload?': shape({ screen: text(200), 'data?': anything }),
  'mode?': among('draft', 'published')
})

/** The kinds of interactive message, within the documented lengths. */
export const interactive = byField('type', {
  button: shape({ ...frame, 'header?': above, action: buttons }),
  list: shape({ ...frame, 'header?': wordsAbove, action: sections }),
  cta_url: shape({
    ...frame,
    'header?': above,
    action: act('cta_url', shape({ display_text: text(20), url: URL }))
  }),
  flow: shape({
    ...frame,
    'header?': above,
    action: all(
      act('flow', flow),
      must(value => hasOne(value['parameters'], 'flow_id', 'flow_name'), 'flow_id or flow_name is required.', 131008)
    )
  }),
  location_request_message: shape({ type: anything, body, action: act('send_location') }),
  product: shape({
    type: anything,
    'body?': body,
    'footer?': footer,
    action: shape({ catalog_id: text(64), product_retailer_id: text(100) })
  }),
  product_list: shape({ ...frame, header: wordsAbove, action: products }),
  catalog_message: shape({
    ...frame,
    action: shape({
      name: among('catalog_message'),
      'parameters?': shape({ thumbnail_product_retailer_id: text(100) })
    })
  }),
  call_permission_request: shape({ type: anything, 'body?': body, action: act('call_permission_request') }),
  contact_request: shape({ type: anything, body, action: act('contact_request') })
})

function replyIdOf(button: unknown): unknown {
  return fields(fields(button)['reply'])['id']
}

function areDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length
}

function hasOne(value: unknown, ...names: readonly string[]): boolean {
  return names.filter(name => fields(value)[name] !== undefined).length === 1
}
