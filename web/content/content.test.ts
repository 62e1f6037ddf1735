import assert from 'node:assert/strict'
import { words } from '../words/english.ts'
import { readCards } from './contacts.ts'
import { readInteractive } from './interactive.ts'
import { readLocation } from './location.ts'
import { readOrder } from './order.ts'
import { isOnlyEmoji, piecesOf } from './pieces.ts'
import { previewOf } from './preview.ts'
import { summaryOf } from './summary.ts'
import { readTemplate } from './template.ts'
import { sayUnsupported } from './unsupported.ts'

describe('What a message holds', () => {
  it('is a place with a link to a map', () => {
    const place = readLocation({ latitude: 37.442162518, longitude: -122.161531, name: 'Philz Coffee' })
    assert.deepEqual([place?.name, place?.latitude, place?.longitude], ['Philz Coffee', '37.44216', '-122.16153'])
    assert.match(place?.map ?? '', /^https:\/\/www\.openstreetmap\.org\/\?mlat=37\.44216&mlon=-122\.16153/)
    assert.equal(readLocation({ latitude: '37', longitude: Number.NaN }), undefined)
  })

  it('is cards, one without a name under its number', () => {
    const content = {
      contacts: [
        {
          name: { formatted_name: 'Barbara' },
          org: { company: 'Acme' },
          phones: [{ phone: '+1 555' }, {}],
          emails: [{ email: 'b@x.org' }]
        },
        { phones: [{ wa_id: '1555' }] },
        null
      ]
    }
    assert.deepEqual(
      readCards(content).map(({ name, company, phones }) => [name, company, phones]),
      [
        ['Barbara', 'Acme', ['+1 555']],
        ['1555', undefined, ['1555']],
        ['?', undefined, []]
      ]
    )
  })

  it('is an order, summed up where all prices are of one currency', () => {
    const item = { product_retailer_id: 'a', quantity: 2, item_price: 24.5, currency: 'USD' }
    const { lines, total } = readOrder({ product_items: [item, { ...item, quantity: 1, item_price: 3 }] }, 'en-US')
    assert.deepEqual([lines[0]?.price, total], ['$49.00', '$52.00'])
    assert.equal(readOrder({ product_items: [item, { ...item, currency: 'EUR' }] }).total, undefined)
    assert.equal(readOrder({ product_items: [{ ...item, currency: '??' }] }).total, '49.00 ??')
    assert.deepEqual(readOrder(null), { lines: [], total: undefined })
  })

  it('is what we offered', () => {
    const { type, body, footer, options } = readInteractive(
      {
        type: 'list',
        body: { text: 'Which one?' },
        footer: { text: 'Until Friday' },
        action: {
          button: 'Choose',
          sections: [
            {
              rows: [
                { id: '1', title: 'Blue', description: 'Navy' },
                { id: '2', title: 'Red' }
              ]
            }
          ]
        }
      },
      null
    )
    assert.deepEqual([type, body, footer], ['list', 'Which one?', 'Until Friday'])
    assert.deepEqual(options, [
      { title: 'Blue', detail: 'Navy' },
      { title: 'Red', detail: undefined }
    ])
  })

  it('is what the customer took, said once', () => {
    const { body, options } = readInteractive({ type: 'button_reply', id: 'x', title: 'By post' }, 'By post')
    assert.deepEqual([body, options], [undefined, [{ title: 'By post', detail: undefined }]])
  })

  it('is the fields of a form, without its token', () => {
    const { options } = readInteractive(
      { type: 'nfm_reply', response: { flow_token: 't', delivery_day: 'Monday', seats: [1, 2] } },
      null
    )
    assert.deepEqual(options, [
      { title: 'delivery day', detail: 'Monday' },
      { title: 'seats', detail: '[1,2]' }
    ])
  })

  it('leads to no address but a safe one', () => {
    const offer = (url: string) => ({ type: 'cta_url', action: { parameters: { display_text: 'Look', url } } })
    assert.equal(readInteractive(offer('https://x.org'), null).link, 'https://x.org')
    assert.equal(readInteractive(offer('javascript:alert(1)'), null).link, undefined)
  })

  it('is a template with what fills it', () => {
    const template = readTemplate({
      name: 'parcel_left',
      language: { code: 'en' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Ada' },
            { type: 'currency', currency: { fallback_value: '$5' } }
          ]
        }
      ]
    })
    assert.deepEqual(template, { name: 'parcel_left', language: 'en', values: ['Ada', '$5'] })
  })

  it('is said in words where the provider does not hand it on', () => {
    assert.equal(
      sayUnsupported({ type: 'poll_creation' }, words),
      'The customer sent a poll, which WhatsApp does not hand on.'
    )
    for (const type of ['constructor', 'hologram', undefined]) {
      assert.equal(sayUnsupported({ type }, words), words.unsupported.something)
    }
  })

  it('is one line in a list and in a quote', () => {
    assert.equal(previewOf({ message_type: 'image', preview: '[image]' }, words), 'Photo')
    assert.equal(previewOf({ message_type: 'image', preview: 'Look!' }, words), 'Look!')
    const bare = { message_text: null, media: [], metadata: {} }
    assert.equal(summaryOf({ ...bare, message_type: 'location' }, words), 'Location')
    assert.equal(
      summaryOf({ ...bare, message_type: 'text', metadata: { revoked_at: 'x' } }, words),
      words.thread.revoked
    )
  })
})

describe('Words', () => {
  const kinds = (text: string) =>
    piecesOf(text).map(piece => (piece.kind === 'plain' ? piece.text : `<${piece.kind}>${piece.text}`))

  it('show the marks of WhatsApp', () => {
    assert.deepEqual(kinds('a *b c* _d_ ~e~ ```f``` `g`'), [
      'a ',
      '<bold>b c',
      ' ',
      '<italic>d',
      ' ',
      '<struck>e',
      ' ',
      '<code>f',
      ' ',
      '<code>g'
    ])
    for (const plain of ['2*3*4', 'snake_case_name', '* a *', '**', 'a * b * c'])
      assert.deepEqual(kinds(plain), [plain])
  })

  it('end a link before the stop of the sentence', () => {
    assert.deepEqual(kinds('See https://x.org/a_b_c?d=1. (www.y.org)'), [
      'See ',
      '<link>https://x.org/a_b_c?d=1',
      '. (',
      '<link>www.y.org',
      ')'
    ])
    const [link] = piecesOf('www.y.org')
    assert.equal(link?.kind === 'link' && link.href, 'https://www.y.org')
    assert.deepEqual(kinds('javascript:alert(1)'), ['javascript:alert(1)'])
  })

  it('lose nothing', () => {
    const text = 'Hi *you*, https://x.org\n_and_ 🙏 you'
    assert.equal(
      piecesOf(text).reduce((all, { text }) => all + text.length, 0),
      text.length - 4
    )
  })

  it('are large when they are a few emoji', () => {
    for (const few of ['👍', '❤️', '👨‍👩‍👧 🇳🇬', '1️⃣']) assert.ok(isOnlyEmoji(few), few)
    for (const other of ['', '1', 'ok 👍', '👍👍👍👍', '#']) assert.ok(!isOnlyEmoji(other), other)
  })
})
