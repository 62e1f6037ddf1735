import assert from 'node:assert/strict'
import { fixture, fixtureNames } from '../../../test/support/fixtures.ts'
import type { Fact } from '../channel.ts'
import { read } from './inbound.ts'

const OURS = '106540352242922'
const SHEENA = ['US.13491208655302741918', '16505551234']
const DIGEST = '2cea274d0bedc39ec4ab6ba9e59ec889e3ed6fb56a1cf088a64d9b383378dc97'

/** The facts of a captured payload. */
function facts(name: string): readonly Fact[] {
  return read(fixture('whatsapp', name))
}

/** The one fact of a captured payload, of the kind that is expected. */
function only<K extends Fact['kind']>(name: string, kind: K): Extract<Fact, { kind: K }> {
  const [fact, ...others] = facts(name)
  assert.equal(others.length, 0)
  assert.ok(fact && isOf(fact, kind), `${name} is ${fact?.kind}`)
  return fact
}

function isOf<K extends Fact['kind']>(fact: Fact, kind: K): fact is Extract<Fact, { kind: K }> {
  return fact.kind === kind
}

describe('Reading what a customer says on WhatsApp', () => {
  it('reads a text with who, when and where', () => {
    assert.deepEqual(only('text', 'message'), {
      kind: 'message',
      endpoint: OURS,
      at: '2025-06-08T20:59:44.000Z',
      person: { addresses: SHEENA, name: 'Sheena Nelson', phone: '+16505551234' },
      provider_message_id: 'wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTRB0001AA==',
      message_type: 'text',
      message_text: 'Does it come in another color? 🤔 Größe 38/39',
      content: null,
      media: [],
      direction: 'inbound',
      opens_window: true
    })
  })

  it('knows people with a username by their user id alone', () => {
    const { person } = only('text-from-username', 'message')
    assert.deepEqual(person, {
      addresses: ['MX.4859203847561029384'],
      name: 'Pablo Morales',
      username: 'pablomorales'
    })
  })

  it('reads what is quoted, forwarded, about a product, or came from an ad', () => {
    assert.equal(only('text-reply', 'message').reply_to, 'wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI4QzFE0001AA==')
    const forwarded = only('text-forwarded', 'message')
    assert.deepEqual(forwarded.metadata, { forwarded: true, frequently_forwarded: true })
    assert.equal(forwarded.reply_to, undefined)
    const product = { catalog_id: '194836987003835', product_retailer_id: 'di9ozbzfi4' }
    assert.deepEqual(only('text-about-product', 'message').metadata, { referred_product: product })
    const referral = only('text-from-ad', 'message').metadata?.['referral']
    assert.deepEqual(Object.entries(referral ?? {}).slice(1, 3), [
      ['source_id', '120226305854810726'],
      ['source_type', 'ad']
    ])
  })

  it('opens no window for what is said in a group', () => {
    const fact = only('text-in-group', 'message')
    assert.equal(fact.opens_window, false)
    assert.deepEqual(fact.metadata, { group_id: 'Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjA' })
  })

  it('reads media of every kind, with captions and digests in hex', () => {
    const image = only('image', 'message')
    assert.equal(image.message_text, 'Taj Mahal')
    assert.deepEqual(image.media, [
      {
        provider_media_id: '1003383421387256',
        category: 'image',
        file_type: 'image/jpeg',
        file_name: null,
        sha256: DIGEST
      }
    ])
    const kinds = ['video', 'audio', 'voice-note', 'voice-legacy', 'document', 'sticker'].map(name => {
      const { message_type, media, content } = only(name, 'message')
      return [message_type, media[0]?.category, content?.['voice']]
    })
    assert.deepEqual(kinds, [
      ['video', 'video', undefined],
      ['audio', 'audio', undefined],
      ['audio', 'audio', true],
      ['audio', 'audio', true],
      ['document', 'file', undefined],
      ['sticker', 'sticker', undefined]
    ])
    assert.deepEqual(only('sticker', 'message').content, { animated: true })
  })

  it('takes paths and tricks out of file names', () => {
    assert.equal(only('document', 'message').media[0]?.file_name, '.._2026_fdp.exe')
  })

  it('reads places and cards', () => {
    assert.deepEqual(only('location', 'message').content, {
      latitude: 37.44216251868683,
      longitude: -122.16153582049394,
      name: 'Philz Coffee',
      address: '101 Forest Ave, Palo Alto, CA 94301',
      url: 'https://foursquare.com/v/philz'
    })
    assert.match(JSON.stringify(only('contacts', 'message').content), /Barbara J\. Johnson/)
    assert.match(JSON.stringify(only('contacts-own-number', 'message').content), /"origin":"contact_request"/)
  })

  it('reads taps as words with an id', () => {
    const button = only('button', 'message')
    assert.equal(button.message_text, 'Unsubscribe')
    assert.deepEqual(button.content, { type: 'button', text: 'Unsubscribe', payload: 'UNSUBSCRIBE' })
    const reply = only('interactive-button-reply', 'message')
    assert.equal(reply.message_type, 'interactive')
    assert.deepEqual(reply.content, { type: 'button_reply', id: 'cancel-button', title: 'Cancel' })
    assert.deepEqual(only('interactive-list-reply', 'message').content, {
      type: 'list_reply',
      id: 'priority_express',
      title: 'Priority Mail Express',
      description: 'Next Day to 2 Days'
    })
  })

  it('opens the JSON inside of a Flow, and keeps it as it is when broken', () => {
    const answered = only('interactive-flow-reply', 'message').content
    assert.deepEqual(answered?.['response'], { flow_token: 't1', seats: [1, 2] })
    const broken = only('interactive-flow-broken', 'message').content
    assert.equal(broken?.['response'], undefined)
    assert.equal(broken?.['response_json'], '{"flow_token":"t1","sea')
  })

  it('keeps interactive answers it does not know', () => {
    assert.equal(only('interactive-call-permission', 'message').content?.['response'], 'accept')
    assert.deepEqual(only('interactive-unknown', 'message').content, {
      type: 'product_reply',
      product_reply: { product_retailer_id: 'di9ozbzfi4' }
    })
  })

  it('reads an order whose prices are numbers and strings', () => {
    const order = only('order', 'message')
    assert.equal(order.message_text, 'Love these!')
    assert.deepEqual(order.content?.['product_items'], [
      { product_retailer_id: 'di9ozbzfi4', quantity: 2, item_price: 30, currency: 'USD' },
      { product_retailer_id: 'nqryix03ez', quantity: 1, item_price: 25.5, currency: 'USD' }
    ])
  })

  it('reads reactions, and that they are taken back', () => {
    const emoji = ['reaction', 'reaction-removed', 'reaction-emptied'].map(name => only(name, 'reaction').emoji)
    assert.deepEqual(emoji, ['👍', null, null])
    assert.equal(only('reaction', 'reaction').target, 'wamid.OUR0001')
    assert.equal(only('reaction', 'reaction').by, 'customer')
  })

  it('reads edits and deletions of earlier words', () => {
    const target = 'wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTRB0001AA=='
    const edit = only('edit', 'edit')
    assert.deepEqual([edit.target, edit.message_text], [target, 'Does it come in blue?'])
    assert.equal(only('revoke', 'deletion').target, target)
  })

  it('shows what it does not know as unsupported words', () => {
    const names = ['unsupported', 'unsupported-first', 'unsupported-too-large', 'unknown-kind', 'media-without-id']
    const kinds = names.map(name => {
      const { message_type, content, opens_window } = only(name, 'message')
      return [message_type, content?.['type'], opens_window]
    })
    assert.deepEqual(kinds, [
      ['unsupported', 'poll_creation', true],
      ['unsupported', 'unsupported', true],
      ['unsupported', 'unsupported', true],
      ['unsupported', 'hologram', true],
      ['unsupported', 'image', true]
    ])
    assert.deepEqual(only('unknown-kind', 'message').content?.['raw'], { id: '77', depth: 3 })
  })

  it('opens no window for an unsupported edit: nobody said anything', () => {
    assert.equal(only('unsupported-edit', 'message').opens_window, false)
  })

  it('follows people to new numbers and new user ids', () => {
    const moved = only('system-number-changed', 'identity')
    assert.deepEqual(moved.previous, SHEENA)
    assert.deepEqual(moved.person.addresses, ['US.99991208655302741999', '12195555358'])
    const legacy = only('system-number-changed-legacy', 'identity')
    assert.deepEqual([legacy.previous, legacy.person.addresses], [['16505551234'], ['12195555358']])
    assert.deepEqual(only('system-user-id-changed', 'identity').previous, [
      'US.13491208655302741918',
      'US.ENT.55501208655302741555'
    ])
    assert.equal(only('system-identity-changed', 'account').subject, 'customer_identity_changed')
  })
})

describe('Reading what customers want to be sent', () => {
  it('reads that somebody stops our advertising, and resumes it', () => {
    const { person, wants_marketing, at } = only('user-preferences-stop', 'preference')
    assert.deepEqual([person.addresses, wants_marketing, at], [SHEENA, false, '2025-06-08T20:59:43.000Z'])
    assert.equal(only('user-preferences-resume', 'preference').wants_marketing, true)
  })

  it('keeps a preference that it does not know', () => {
    assert.equal(only('user-preferences-unknown', 'account').subject, 'user_preferences')
  })
})

describe('Reading what became of our messages on WhatsApp', () => {
  it('reads every status, and a played voice note as read', () => {
    const read = ['sent', 'delivered', 'read', 'played', 'failed'].map(name => only(`status-${name}`, 'status').status)
    assert.deepEqual(read, ['sent', 'delivered', 'read', 'read', 'failed'])
  })

  it('gives our own id back, and who received it', () => {
    const { correlation, recipient } = only('status-sent', 'status')
    assert.equal(correlation, '01977000-0000-7000-8000-000000000001')
    assert.deepEqual(recipient?.addresses, SHEENA)
  })

  it('says why it failed, in our words', () => {
    assert.deepEqual(only('status-failed', 'status').error, {
      code: '131047',
      class: 'outside_window',
      message:
        'Message failed to send because more than 24 hours have passed since the customer last replied to this number.'
    })
    assert.equal(only('status-failed-silently', 'status').error?.code, 'unknown')
  })

  it('names no person where a group received it', () => {
    assert.equal(only('status-in-group', 'status').recipient, undefined)
  })

  it('keeps a status it does not know', () => {
    for (const name of ['status-unknown', 'status-deleted', 'status-warning'])
      assert.equal(only(name, 'unrecognized').reason, 'unknown_status')
  })
})

describe('Reading what others do on the same number', () => {
  it('reads echoes of the phone as ours, which open no window', () => {
    const echo = only('echo-text', 'message')
    assert.equal(echo.direction, 'outbound')
    assert.equal(echo.opens_window, false)
    assert.deepEqual(echo.person.addresses, SHEENA)
    assert.equal(only('echo-image', 'message').media[0]?.provider_media_id, '1003383421387270')
    assert.equal(only('echo-revoke', 'deletion').target, 'wamid.ECHO0001')
    assert.equal(only('echo-edit', 'edit').message_text, 'Here is the info.')
    assert.equal(only('echo-reaction', 'reaction').by, 'phone_app')
  })

  it('reads history quietly, from both sides', () => {
    const said = facts('history').map(fact => {
      assert.ok(isOf(fact, 'message'))
      return [fact.direction, fact.quiet, fact.opens_window, fact.metadata?.['history_status']]
    })
    assert.deepEqual(said, [
      ['outbound', true, false, 'read'],
      ['inbound', true, false, 'delivered'],
      ['inbound', true, false, 'pending']
    ])
    const picture = only('history-media', 'message')
    assert.deepEqual([picture.message_type, picture.quiet], ['image', true])
    assert.equal(only('history-refused', 'account').subject, 'history')
  })

  it("listens quietly while Meta's agent holds the chat", () => {
    const [said, echoed, seen] = facts('standby')
    assert.ok(said && isOf(said, 'message') && echoed && isOf(echoed, 'message'))
    assert.deepEqual([said.direction, said.quiet], ['inbound', true])
    assert.deepEqual([echoed.direction, echoed.quiet], ['outbound', true])
    assert.equal(seen?.kind, 'status')
    assert.equal(only('standby-unknown', 'account').subject, 'standby')
  })

  it('keeps what is about the account, whether or not it names a number', () => {
    const told = ['errors-only', 'app-state-sync', 'handover', 'template-status', 'account-update'].map(name => {
      const { subject, endpoint } = only(name, 'account')
      return [subject, endpoint]
    })
    assert.deepEqual(told, [
      ['errors', OURS],
      ['smb_app_state_sync', OURS],
      ['messaging_handovers', OURS],
      ['message_template_status_update', null],
      ['account_update', null]
    ])
    assert.equal(only('unknown-field', 'unrecognized').reason, 'unknown_field')
  })

  for (const subject of [
    'account_alerts',
    'account_review_update',
    'business_capability_update',
    'phone_number_name_update',
    'phone_number_quality_update',
    'security',
    'calls',
    'group_lifecycle_update'
  ]) {
    it(`keeps ${subject} for the operator`, () => {
      const fact = only(subject.replaceAll('_', '-'), 'account')
      assert.deepEqual([fact.subject, fact.templates], [subject, undefined])
    })
  }

  it('has the catalogue read again when templates change', () => {
    const changed = ['status', 'components-update', 'quality-update', 'category-update']
    for (const name of changed) assert.equal(only(`template-${name}`, 'account').templates, true, name)
  })
})

describe('Reading batches of WhatsApp', () => {
  it('reads every entry, change and item in order, each for its own number', () => {
    const order = facts('batch-two-numbers').map(fact => [
      fact.endpoint,
      fact.kind === 'message' ? fact.message_text : fact.kind === 'status' && fact.status
    ])
    assert.deepEqual(order, [
      [OURS, 'one'],
      [OURS, 'two'],
      ['107660021234567', 'three'],
      ['107660021234567', 'sent'],
      ['107660021234567', 'delivered'],
      ['107660021234567', 'read']
    ])
  })

  it('never lets a broken item hide its neighbours', () => {
    const read = facts('batch-with-broken')
    const said = read.flatMap(fact => (fact.kind === 'message' ? [fact.message_text ?? fact.content?.['type']] : []))
    assert.deepEqual(said, ['first', 'text', 'constructor', '__proto__', 'last \uFFFD and \uFFFD'])
    const [, , constructed] = read.filter(fact => fact.kind === 'message')
    assert.deepEqual(constructed?.content, { type: 'constructor' })
    assert.equal(read.filter(fact => fact.kind === 'status').length, 1)
    assert.equal(read.filter(fact => fact.kind === 'unrecognized').length, 12)
  })

  it('gives one unrecognized fact for what is no webhook of WhatsApp', () => {
    const strange = [
      '',
      'null',
      '[]',
      '"x"',
      '{"object":"page","entry":[{}]}',
      '['.repeat(100_000),
      '<html>',
      '{"entry":'
    ]
    for (const source of strange) {
      const [fact, ...others] = read(new TextEncoder().encode(source))
      assert.equal(others.length, 0)
      assert.equal(fact?.kind, 'unrecognized')
    }
  })

  it('has a captured payload for every kind, and a fact for every payload', () => {
    assert.ok(fixtureNames('whatsapp').length >= 60)
    for (const name of fixtureNames('whatsapp')) assert.ok(facts(name).length > 0, name)
  })
})
