import assert from 'node:assert/strict'
import type { Template } from '../channel.ts'
import { objectionToFilling, wordsOfTemplate } from './template-check.ts'

type Fields = Readonly<Record<string, unknown>>

const template = (components: readonly Fields[], parameter_format: Template['parameter_format'] = 'POSITIONAL') => ({
  name: 'order',
  language: 'en',
  status: 'APPROVED',
  category: 'UTILITY',
  parameter_format,
  components,
  quality: null,
  rejected_reason: null,
  provider_template_id: '1'
})
const BODY = { type: 'BODY', text: 'Dear {{1}}, your {{2}} is here. Bye, {{1}}!' }
const NAMED = { type: 'BODY', text: 'Dear {{name}}, your {{thing}} is here.' }
const buttons = (...all: Fields[]) => ({ type: 'BUTTONS', buttons: all })
const OPEN = { type: 'URL', text: 'Open', url: 'https://example.org/{{1}}' }
const HOME = { type: 'URL', text: 'Home', url: 'https://example.org' }
const STOP = { type: 'QUICK_REPLY', text: 'Stop' }
const COUPON = { type: 'COPY_CODE', text: 'Copy' }
const CALL = { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15550001111' }

const words = (text: string, parameter_name?: string) => ({
  type: 'text',
  text,
  ...(parameter_name && { parameter_name })
})
const body = (...parameters: Fields[]) => ({ type: 'body', parameters })
const header = (...parameters: Fields[]) => ({ type: 'header', parameters })
const button = (index: number, sub_type: string, ...parameters: Fields[]) => ({
  type: 'button',
  index: String(index),
  sub_type,
  parameters
})
const IMAGE = { type: 'image', image: { link: 'https://example.org/a.jpg' } }
const both = body(words('Ada'), words('parcel'))
const OFFER = { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon', has_expiration: true } }
const END = { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1_999_999_999_000 } }
const CARD = { components: [{ type: 'HEADER', format: 'IMAGE' }, BODY] }
const CAROUSEL = { type: 'CAROUSEL', cards: [CARD, CARD] }
const card = (card_index: number) => ({ card_index, components: [header(IMAGE), both] })
const carousel = (...cards: Fields[]) => ({ type: 'carousel', cards })

const FITTING: Readonly<Record<string, readonly [Template, readonly Fields[]]>> = {
  'a body with every variable once': [template([BODY]), [both]],
  'money and dates': [
    template([BODY]),
    [body({ type: 'currency', currency: { fallback_value: '5 €' } }, { type: 'date_time', date_time: {} })]
  ],
  'named variables in any order': [template([NAMED], 'NAMED'), [body(words('parcel', 'thing'), words('Ada', 'name'))]],
  'media in the header': [template([{ type: 'HEADER', format: 'IMAGE' }]), [header(IMAGE)]],
  'words in the header': [template([{ type: 'HEADER', format: 'TEXT', text: 'For {{1}}' }]), [header(words('Ada'))]],
  'nothing for nothing': [template([{ type: 'BODY', text: 'Hello!' }, buttons(HOME, STOP, CALL)]), []],
  'an address to complete': [template([buttons(STOP, OPEN)]), [button(1, 'url', words('42'))]],
  'an answer of our own to a button': [template([buttons(STOP)]), [button(0, 'quick_reply', { type: 'payload' })]],
  'a code to copy': [template([buttons(COUPON)]), [button(0, 'copy_code', { type: 'coupon_code' })]],
  'an offer that ends': [template([OFFER]), [{ type: 'limited_time_offer', parameters: [END] }]],
  'every card of a carousel, in any order': [template([CAROUSEL]), [carousel(card(1), card(0))]]
}

const UNFITTING: Readonly<Record<string, readonly [Template, readonly Fields[], string, RegExp]>> = {
  'too few words': [
    template([BODY]),
    [body(words('Ada'))],
    'content.components[0].parameters',
    /2 parameters; 1 given/
  ],
  'no words at all': [template([BODY]), [], 'content.components', /takes 2 parameters/],
  'words for no variable': [
    template([{ type: 'BODY', text: 'Hello!' }]),
    [body(words('Ada'))],
    'content.components[0].parameters',
    /no parameters/
  ],
  'a picture for a word': [
    template([BODY]),
    [body(words('Ada'), IMAGE)],
    'content.components[0].parameters[1].type',
    /text, currency or date_time/
  ],
  'a name that is not there': [
    template([NAMED], 'NAMED'),
    [body(words('Ada', 'name'), words('parcel', 'other'))],
    'content.components[0].parameters',
    /"thing"/
  ],
  'no media in the header': [
    template([{ type: 'HEADER', format: 'IMAGE' }]),
    [],
    'content.components',
    /one parameter of type image/
  ],
  'other media in the header': [
    template([{ type: 'HEADER', format: 'VIDEO' }]),
    [header(IMAGE)],
    'content.components[0].parameters',
    /of type video/
  ],
  'a header that is not there': [
    template([BODY]),
    [both, header(words('Ada'))],
    'content.components[1].parameters',
    /header/
  ],
  'an address left open': [template([buttons(STOP, OPEN)]), [], 'content.components', /Button 1 needs .* url/],
  'a complete address': [
    template([buttons(HOME)]),
    [button(0, 'url', words('42'))],
    'content.components[0].parameters',
    /no parameters/
  ],
  'another kind of button': [
    template([buttons(STOP)]),
    [button(0, 'url')],
    'content.components[0].sub_type',
    /quick_reply/
  ],
  'a button that is not there': [
    template([buttons(STOP)]),
    [button(1, 'quick_reply')],
    'content.components[0].index',
    /no button 1/
  ],
  'a button that takes nothing': [
    template([buttons(CALL)]),
    [button(0, 'url')],
    'content.components[0]',
    /takes nothing/
  ],
  'a code of another kind': [
    template([buttons(COUPON)]),
    [button(0, 'copy_code', words('X'))],
    'content.components[0].parameters',
    /coupon_code/
  ],
  'an offer without its end': [template([OFFER]), [], 'content.components', /takes one parameter/],
  'an end of no offer': [
    template([BODY]),
    [both, { type: 'limited_time_offer', parameters: [END] }],
    'content.components[1].parameters',
    /no offer/
  ],
  'a carousel without cards': [template([CAROUSEL]), [], 'content.components', /has 2 cards/],
  'the same card twice': [
    template([CAROUSEL]),
    [carousel(card(0), card(0))],
    'content.components[0].cards',
    /filled once/
  ],
  'a carousel that is not there': [
    template([BODY]),
    [both, carousel(card(0))],
    'content.components[1].cards',
    /has 0 cards/
  ],
  'a card without its picture': [
    template([CAROUSEL]),
    [carousel(card(0), { ...card(1), components: [both] })],
    'content.components',
    /of type image/
  ],
  'too few words on a card': [
    template([CAROUSEL]),
    [carousel(card(0), { ...card(1), components: [header(IMAGE), body(words('Ada'))] })],
    'content.components[0].cards[1].components[1].parameters',
    /2 parameters; 1 given/
  ],
  'the same twice': [template([BODY]), [both, both], 'content.components[1]', /twice/]
}

describe('What is given for a template of WhatsApp', () => {
  for (const [name, [own, components]] of Object.entries(FITTING)) {
    it(`fits: ${name}`, () => assert.equal(objectionToFilling(own, { components }), undefined))
  }

  for (const [name, [own, components, field, message]] of Object.entries(UNFITTING)) {
    it(`does not fit: ${name}`, () => {
      const objection = objectionToFilling(own, { components })
      assert.equal(objection?.field, field)
      assert.match(objection?.message ?? '', message)
    })
  }

  it('becomes the words that the customer reads', () => {
    assert.equal(wordsOfTemplate(template([BODY]), { components: [both] }), 'Dear Ada, your parcel is here. Bye, Ada!')
    const named = [body(words('parcel', 'thing'), words('Ada', 'name'))]
    assert.equal(wordsOfTemplate(template([NAMED], 'NAMED'), { components: named }), 'Dear Ada, your parcel is here.')
    const money = body(words('Ada'), { type: 'currency', currency: { fallback_value: '5 €' } })
    assert.equal(wordsOfTemplate(template([BODY]), { components: [money] }), 'Dear Ada, your 5 € is here. Bye, Ada!')
  })

  it('becomes no words where the template has none', () => {
    assert.equal(
      wordsOfTemplate(template([{ type: 'HEADER', format: 'IMAGE' }]), { components: [header(IMAGE)] }),
      null
    )
  })
})
