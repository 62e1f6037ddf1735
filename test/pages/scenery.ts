import { act } from '../../src/actions/scope.ts'
import { sendMessage } from '../../src/actions/send-message.ts'
import { createManualClock } from '../../src/platform/clock.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Phone } from '../support/graph-api.ts'

const HOUR = 3_600_000

/** A desk on a working day: every kind of message, and conversations in every state. */
export interface Scenery {
  readonly desk: Desk
  /** The conversation that has everything in it. */
  readonly ada: { readonly id: number; readonly phone: Phone }
  /** Its window has closed. */
  readonly late: number
  readonly blocked: number
  /** Long in every direction: the name, the words, the number of messages. */
  readonly long: number
}

/** The day begins 30 hours ago and ends now, by the clock of the browser. */
export async function paintScenery(): Promise<Scenery> {
  const began = Date.now() - 30 * HOUR
  const desk = await openDesk({ clock: createManualClock(new Date(began)) })
  const late = await lateOne(desk)
  const ada = await talkOfAllKinds(desk)
  const blocked = await crowd(desk)
  const long = await longOne(desk)
  await keepAnswers(desk)
  desk.server.clock.forward({
    seconds: Math.max(0, Math.floor((Date.now() - desk.server.clock.now().getTime()) / 1_000))
  })
  return { desk, ada, late, blocked, long }
}

async function keepAnswers({ client }: Desk): Promise<void> {
  const service = client.app.service('conversation-predefined-messages')
  await service.create({
    title: 'Opening hours',
    shortcut: 'hours',
    content: 'We are open from ten to six, except on Sundays.'
  })
  await service.create({
    title: 'Thank you',
    shortcut: 'thanks',
    content:
      'Thank you, {{ contact.first_name }}! Enjoy your book, and write to us whenever you are looking for another one.'
  })
  await service.create({ title: 'Shipping costs', content: 'Shipping is free from 30 dollars on.' })
}

async function longOne(desk: Desk): Promise<number> {
  const phone = desk.phone({ name: 'عبد الرحمن بن محمد الأنصاري المعروف بالكاتب الكبير' })
  const { id } = await desk.meet(phone, 'السلام عليكم، هل لديكم كتاب «ألف ليلة وليلة»؟')
  for (let part = 0; part < 10; part++) {
    await phone.batch(Array.from({ length: 50 }, (_, index) => phone.event.says(`رسالة رقم ${part * 50 + index + 1}`)))
    await desk.settle()
  }
  await desk.say(
    id,
    'نعم، لدينا نسختان. Order no. 4711-AB (2 copies) — see https://books.example.org/one-thousand-and-one-nights?edition=illustrated&language=arabic&format=hardcover'
  )
  await phone.says(`Donau${'dampfschifffahrts'.repeat(6)}gesellschaft`)
  await phone.says(['First line', '', 'Third line, after an empty one', '*bold* _italic_ ~struck~'].join('\n'))
  await desk.settle()
  return id
}

async function lateOne(desk: Desk): Promise<number> {
  const { id } = await desk.meet(desk.phone({ name: 'Bruno Lima' }), 'Is the shop open on Sunday?')
  await desk.say(id, 'It is, from ten to four.')
  await desk.forward({ minutes: 2 })
  return id
}

async function talkOfAllKinds(desk: Desk): Promise<Scenery['ada']> {
  const phone = desk.phone({ name: 'Ada Okafor' })
  const { id } = await desk.meet(phone, 'Good morning! Do you still have *Things Fall Apart* in the hardcover edition?')
  await desk.forward({ minutes: 3 })
  await desk.say(
    id,
    'Good morning Ada, we do: two copies. Shall I put one aside? https://books.example.org/things-fall-apart'
  )
  await desk.send(id, {
    message_type: 'note',
    message_text: 'Regular customer, pays by invoice. Copies are on shelf 4.'
  })
  await desk.forward({ minutes: 4 })
  await phone.readsEverything()
  const asked = await phone.says('Yes please 🙏')
  await phone.sends('location', {
    latitude: 37.44216,
    longitude: -122.16153,
    name: 'Philz Coffee',
    address: '101 Forest Ave, Palo Alto'
  })
  await desk.forward({ hours: 26 })
  await phone.says('And can it be sent here?', { quotes: asked.wamid })
  await phone.sends('contacts', [
    {
      name: { formatted_name: 'Chidi Okafor' },
      org: { company: 'Okafor & Sons' },
      phones: [{ phone: '+1 555 010 0199' }]
    }
  ])
  await desk.settle()
  await desk.send(id, choices)
  await desk.settle()
  await phone.sends('interactive', { type: 'button_reply', button_reply: { id: 'post', title: 'By post' } })
  await phone.sends('order', order)
  await phone.sends('unsupported', { type: 'poll_creation' }, { more: { errors: [{ code: 131051 }] } })
  await picture(desk, phone)
  await phone.sends('audio', { id: '77', mime_type: 'audio/ogg; codecs=opus', sha256: 'AA==', voice: true })
  await desk.settle()
  const thanks = await desk.say(id, 'It leaves today. 📦')
  await desk.settle()
  await phone.readsEverything()
  const { provider_message_id } = await desk.again(thanks)
  await phone.reacts(provider_message_id ?? '', '❤️')
  await desk.settle()
  desk.number.provider.fault({ kind: 'error', code: 131026 })
  await desk.say(id, 'The invoice comes by mail.')
  await desk.settle()
  await desk.say(id, 'Anything else I can do for you?')
  await desk.settle()
  return { id, phone }
}

const choices = {
  message_type: 'interactive',
  content: {
    type: 'button',
    body: { text: 'How would you like to get it?' },
    footer: { text: 'Post takes two days' },
    action: {
      buttons: [
        { type: 'reply', reply: { id: 'post', title: 'By post' } },
        { type: 'reply', reply: { id: 'pick', title: 'I pick it up' } }
      ]
    }
  }
}

const order = {
  catalog_id: '1',
  text: 'With gift wrap, please',
  product_items: [
    { product_retailer_id: 'things-fall-apart', quantity: 2, item_price: 24.5, currency: 'USD' },
    { product_retailer_id: 'bookmark', quantity: 1, item_price: 3, currency: 'USD' }
  ]
}

async function picture(desk: Desk, phone: Phone): Promise<void> {
  const bytes = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaPhfDwAEhQGAXm2QGQAAAABJRU5ErkJggg==',
    'base64'
  )
  const body = desk.number.provider.keepMedia(bytes, 'image/png')
  await phone.sends('image', { ...body, caption: 'Like this one?' })
}

const PEOPLE = [
  ['Chiara Conti', 'Can I change the delivery address of my order?'],
  ['Dmitri Sokolov', 'Спасибо, всё пришло!'],
  ['Élodie Martin', 'Bonjour, avez-vous « Le Petit Prince » ?'],
  ['Fatima al-Zahra', 'متى تفتحون غدا؟'],
  [
    'Grace Hopper',
    'The third page is missing in my copy, what shall I do now that the shop is closed for the holidays?'
  ],
  ['Hiroshi Tanaka', 'ありがとうございます'],
  ['Imani Wanjiru', 'How much is shipping to Nairobi?'],
  ['Jonas Berg', '👍'],
  ['Kavya Iyer', 'Is there a discount for schools?'],
  ['Liam O’Connor', 'Where is my parcel?'],
  ['Mei Chen', 'I would like to return a book.'],
  ['', 'Hello, is anybody there?']
] as const

/** Some are waiting, some are done, one is blocked, some are somebody's. */
async function crowd(desk: Desk): Promise<number> {
  const colleague = await desk.organization.hire('agent')
  let blocked = 0
  for (const [index, [name, words]] of PEOPLE.entries()) {
    const { id } = await desk.meet(desk.phone({ name: name || 'Noor' }), words)
    if (index % 4 === 1) await desk.say(id, 'We are on it, you will hear from us.')
    if (index === 2) await desk.change(id, { assigned_user_id: colleague.member.user_id, priority: 'high' })
    if (index === 4) await desk.change(id, { priority: 'urgent', unread_count: 0 })
    if (index === 6) {
      await desk.change(id, { blocked: true })
      blocked = id
    }
    if (index === 8) await desk.change(id, { assigned_user_id: desk.organization.owner.member.user_id })
    if (index === 10) await desk.change(id, { status: 'closed' })
    await desk.forward({ minutes: index < 6 ? 28 : 3 })
  }
  return blocked
}

/** Says something as a colleague, while somebody else looks. */
export async function sayAs(desk: Desk, conversationId: number, text: string): Promise<void> {
  const { member } = desk.organization.owner
  await act(desk.server.app.house, member, scope =>
    sendMessage(scope, { conversation_id: conversationId, message_type: 'text', message_text: text }, null)
  )
}
