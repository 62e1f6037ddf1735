import assert from 'node:assert/strict'
import { Value } from 'typebox/value'
import type { OutgoingMessage } from '../channel.ts'
import { credentials, settings } from './account.ts'
import { content } from './content.ts'
import { objection } from './objection.ts'

const body = { text: 'Well?' }
const button = (id: string, title = 'Yes') => ({ type: 'reply', reply: { id, title } })
const buttons = (...all: object[]) => ({ type: 'button', body, action: { buttons: all } })
const rows = (count: number, prefix = 'r') =>
  Array.from({ length: count }, (_, n) => ({ id: `${prefix}${n}`, title: 'Row' }))
const sections = (...all: object[]) => ({ type: 'list', body, action: { button: 'Choose', sections: all } })

const SOUND: readonly object[] = [
  buttons(button('1'), button('2'), button('3')),
  {
    ...buttons(button('1')),
    header: { type: 'image', image: { link: 'https://example.com/a.jpg' } },
    footer: { text: 'f' }
  },
  sections({ rows: rows(10) }),
  {
    type: 'cta_url',
    body,
    action: { name: 'cta_url', parameters: { display_text: 'Go', url: 'https://example.com' } }
  },
  {
    type: 'flow',
    body,
    action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Open', flow_token: 't' } }
  },
  { type: 'location_request_message', body, action: { name: 'send_location' } },
  { type: 'product', body, action: { catalog_id: '1', product_retailer_id: 'p' } },
  {
    type: 'product_list',
    header: { type: 'text', text: 'Ours' },
    body,
    action: { catalog_id: '1', sections: [{ title: 'All', product_items: [{ product_retailer_id: 'p' }] }] }
  },
  { type: 'catalog_message', body, action: { name: 'catalog_message' } },
  { type: 'call_permission_request', action: { name: 'call_permission_request' } },
  { type: 'contact_request', body, action: { name: 'contact_request' } }
]

const UNSOUND: readonly object[] = [
  {},
  buttons(),
  buttons(button('1'), button('2'), button('3'), button('4')),
  buttons(button('1', 'x'.repeat(21))),
  buttons(button('x'.repeat(257))),
  { ...buttons(button('1')), body: { text: 'x'.repeat(1_025) } },
  { ...buttons(button('1')), footer: { text: 'x'.repeat(61) } },
  { ...buttons(button('1')), header: { type: 'text', text: 'x'.repeat(61) } },
  { ...buttons(button('1')), header: { type: 'image', image: { link: 'http://example.com/a.jpg' } } },
  { ...buttons(button('1')), surprise: true },
  sections({ rows: rows(11) }),
  sections({ rows: [{ id: '1', title: 'x'.repeat(25) }] }),
  sections({ rows: [{ id: '1', title: 'x', description: 'x'.repeat(73) }] }),
  sections({ rows: [{ id: 'x'.repeat(201), title: 'x' }] }),
  { type: 'hologram', body }
]

function draft(fields: Partial<OutgoingMessage>): OutgoingMessage {
  return { message_type: 'interactive', message_text: null, media: [], content: null, reply_to: null, ...fields }
}

describe('What may be said on WhatsApp', () => {
  it('admits every kind of interactive message', () => {
    for (const each of SOUND) assert.ok(Value.Check(content.interactive, each), JSON.stringify(each))
  })

  it('refuses what is longer, more or stranger than documented', () => {
    for (const each of UNSOUND) assert.ok(!Value.Check(content.interactive, each), JSON.stringify(each))
  })

  it('admits templates with parameters of every place', () => {
    const END = { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1_999_999_999_000 } }
    const PICTURE = { type: 'image', image: { id: '7' } }
    const template = {
      name: 'order_confirmation',
      language: 'en_US',
      components: [
        { type: 'header', parameters: [PICTURE] },
        { type: 'body', parameters: [{ type: 'text', text: 'Ada', parameter_name: 'first_name' }] },
        { type: 'button', sub_type: 'quick_reply', index: 0, parameters: [{ type: 'payload', payload: 'P' }] },
        { type: 'limited_time_offer', parameters: [END] },
        { type: 'carousel', cards: [{ card_index: 0, components: [{ type: 'header', parameters: [PICTURE] }] }] }
      ]
    }
    assert.ok(Value.Check(content.template, template))
    assert.ok(!Value.Check(content.template, { ...template, name: 'Order Confirmation' }))
    assert.ok(!Value.Check(content.template, { ...template, extra: 1 }))
    const inside = { type: 'carousel', cards: [{ card_index: 0, components: [{ type: 'carousel', cards: [] }] }] }
    assert.ok(!Value.Check(content.template, { ...template, components: [inside] }))
    assert.ok(!Value.Check(content.template, { name: 'x', language: 'english please' }))
  })

  it('admits places on this planet and cards with a name', () => {
    assert.ok(Value.Check(content.location, { latitude: 48.1, longitude: 11.5, name: 'Here' }))
    assert.ok(!Value.Check(content.location, { latitude: 91, longitude: 11.5 }))
    assert.ok(
      Value.Check(content.contacts, { contacts: [{ name: { formatted_name: 'Ada' }, phones: [{ phone: '+1' }] }] })
    )
    assert.ok(!Value.Check(content.contacts, { contacts: [] }))
    assert.ok(!Value.Check(content.contacts, { contacts: [{ phones: [] }] }))
  })

  it('has closed schemas throughout', () => {
    for (const [type, schema] of Object.entries(content)) {
      assert.ok(!Value.Check(schema, { surprise: true }), type)
    }
    assert.ok(!Value.Check(settings, { surprise: true }))
    assert.ok(!Value.Check(credentials, { phone_number_id: '1', access_token: 'a', app_secret: 's', surprise: 'x' }))
  })

  it('objects to limits that span several fields', () => {
    const objected = (fields: Partial<OutgoingMessage>) => objection(draft(fields))?.field
    assert.equal(objected({ message_type: 'text', message_text: 'x'.repeat(4_097) }), 'message_text')
    assert.equal(objected({ message_type: 'text', message_text: 'x'.repeat(4_096) }), undefined)
    const two = (first: number, second: number) =>
      sections({ title: 'A', rows: rows(first, 'a') }, { title: 'B', rows: rows(second, 'b') })
    assert.equal(objected({ content: two(5, 5) }), undefined)
    assert.equal(objected({ content: two(6, 5) }), 'content.action.sections')
    assert.equal(objected({ content: sections({ rows: rows(1) }, { rows: rows(1, 'b') }) }), 'content.action.sections')
    assert.equal(objected({ content: buttons(button('1'), button('1')) }), 'content.action')
    assert.equal(objected({ message_type: 'reaction', content: { emoji: '👍' } }), 'reply_to_message_id')
  })

  it('has an address of the API that is an origin, by default', () => {
    assert.ok(Value.Check(settings, {}))
    assert.deepEqual(Value.Default(settings, {}), {
      api_base_url: 'https://graph.facebook.com',
      api_version: 'v25.0',
      rate_per_second: 80,
      pair_rate: true,
      read_marks: true,
      outgoing_media: 'auto'
    })
    assert.ok(!Value.Check(settings, { api_base_url: 'https://graph.facebook.com/v1?x' }))
    assert.ok(!Value.Check(settings, { api_version: '../25' }))
  })
})
