import assert from 'node:assert/strict'
import { type Desk, openDesk } from '../support/desk.ts'
import { post } from '../support/graph-api/post.ts'
import type { PhoneEvent } from '../support/graph-api.ts'
import { createOrganization } from '../support/world.ts'

type Fields = Readonly<Record<string, unknown>>

describe('A batch of the provider', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const change = (endpoint: string, value: Fields) => ({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550783881', phone_number_id: endpoint },
      ...value
    }
  })
  const envelope = (...changes: Fields[]) => ({
    object: 'whatsapp_business_account',
    entry: changes.map(each => ({ id: '999', changes: [each] }))
  })
  const text = (from: string, id: string, body: string) => ({
    from,
    id,
    timestamp: String(Math.floor(desk.server.clock.now().getTime() / 1_000)),
    type: 'text',
    text: { body }
  })

  it('is read whole: several entries, changes, messages and reports', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const answers = [await desk.say(id, 'One'), await desk.say(id, 'Two')]
    await desk.settle()
    const { endpoint } = desk.number.channel
    const other = desk.phone()
    const payload = {
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '999',
          changes: [
            change(endpoint, { messages: [text(phone.waId, 'b-1', 'a'), text(other.waId, 'b-2', 'b')] }),
            change(endpoint, { messages: [text(phone.waId, 'b-3', 'c')] })
          ]
        },
        {
          id: '999',
          changes: [
            change(endpoint, {
              messages: [text(other.waId, 'b-4', 'd')],
              statuses: phone.inbox.map(({ wamid, correlation }) => ({
                id: wamid,
                status: 'read',
                timestamp: text('', '', '').timestamp,
                recipient_id: phone.waId,
                biz_opaque_callback_data: correlation
              }))
            })
          ]
        }
      ]
    }
    assert.deepEqual(await desk.number.provider.post(endpoint, payload), [200])
    await desk.settle()

    const mine = (await desk.messages(id)).filter(message => message.direction === 'inbound')
    assert.deepEqual(
      mine.map(message => message.message_text),
      ['Hello?', 'a', 'c']
    )
    const theirs = await desk.messages((await desk.messageOf('b-2')).conversation_id)
    assert.deepEqual(
      theirs.map(message => message.message_text),
      ['b', 'd']
    )
    for (const answer of answers) assert.equal((await desk.again(answer)).status, 'read')
  })

  it('takes nobody along when one item is broken', async () => {
    const { endpoint } = desk.number.channel
    const [one, other] = [desk.phone(), desk.phone()]
    const tooLong = 'x'.repeat(400)
    const before = (await desk.putAside()).length
    await desk.number.provider.post(
      endpoint,
      envelope(
        change(endpoint, { messages: [text(one.waId, 'n-1', 'Good')] }),
        change(endpoint, { messages: [text(tooLong, 'n-2', 'From nowhere')] }),
        change(endpoint, { messages: [text(other.waId, 'n-3', 'Also good')] })
      )
    )
    await desk.settle()
    assert.equal((await desk.messageOf('n-1')).message_text, 'Good')
    assert.equal((await desk.messageOf('n-3')).message_text, 'Also good')
    const aside = (await desk.putAside()).slice(before)
    assert.deepEqual(
      aside.map(each => each.fact['provider_message_id']),
      ['n-2']
    )
  })

  it('is sorted by number where two of ours share a callback and a secret', async () => {
    const second = await desk.organization.whatsapp(desk.number.secrets)
    const { endpoint } = second.channel
    const phone = desk.phone()
    await desk.number.provider.post(
      desk.number.channel.endpoint,
      envelope(
        change(desk.number.channel.endpoint, { messages: [text(phone.waId, 's-1', 'To the first')] }),
        change(endpoint, { messages: [text(phone.waId, 's-2', 'To the second')] })
      )
    )
    await desk.settle()
    const [first, other] = [await desk.messageOf('s-1'), await desk.messageOf('s-2')]
    assert.equal(first.channel_id, desk.number.channel.id)
    assert.equal(other.channel_id, second.channel.id)
    assert.notEqual(first.conversation_id, other.conversation_id)
    await second.provider.close()
  })

  it('says nothing for a number whose own secret has not signed it', async () => {
    const second = await desk.organization.whatsapp()
    await mustBePutAside(second.channel.endpoint, 'w-1', 'not_signed_by_its_own_secret')
    await second.provider.close()
  })

  it('says nothing for a number of another organization, even under one secret', async () => {
    const stranger = await createOrganization(desk.server, 'Strangers')
    const theirs = await stranger.whatsapp(desk.number.secrets)
    await mustBePutAside(theirs.channel.endpoint, 'x-1', 'unknown_endpoint')
    await theirs.provider.close()
  })

  it('says nothing for a number that nobody has', () => mustBePutAside('424242', 'y-1', 'unknown_endpoint'))

  async function mustBePutAside(endpoint: string, id: string, reason: string): Promise<void> {
    const before = (await desk.putAside()).length
    const payload = envelope(change(endpoint, { messages: [text('15559990000', id, 'Trust me')] }))
    assert.deepEqual(await desk.number.provider.post(desk.number.channel.endpoint, payload), [200])
    await desk.settle()
    const aside = (await desk.putAside()).slice(before)
    assert.deepEqual(
      aside.map(each => [each.reason, each.fact['reason']]),
      [['unrecognized', reason]]
    )
    const rows = await desk.server.database.query({
      text: 'select 1 from messages where provider_message_id = $1',
      values: [id]
    })
    assert.equal(rows.length, 0)
  }

  it('answers 404 to an unknown callback and keeps nothing', async () => {
    const payload = envelope(change('1', { messages: [text('15559990000', 'z-1', 'Hi')] }))
    const callback = `${desk.server.url}/webhooks/whatsapp/nobody-knows-this`
    const count = () => desk.server.database.query({ text: 'select id from receipts' }).then(rows => rows.length)
    const before = await count()
    assert.deepEqual(await post(callback, payload, desk.number.secrets.appSecret, {}), [404])
    assert.equal(await count(), before)
  })
})

describe('The same post in any order', () => {
  it('ends in the same state: shuffled, doubled and cut into other batches', async () => {
    const seeds = [1, 2, 3]
    const states: unknown[] = []
    const straight = await story(events => [[...events]])
    for (const seed of seeds) states.push(await story(events => recut(events, seed)))
    for (const state of states) assert.deepEqual(state, straight)
  })

  /** One customer's afternoon, told in the pieces that `cut` makes of it. */
  async function story(cut: (events: readonly PhoneEvent[]) => PhoneEvent[][]): Promise<unknown> {
    const desk = await openDesk()
    try {
      const start = desk.server.clock.now().getTime()
      const at = (seconds: number) => ({ at: new Date(start + seconds * 1_000) })
      const phone = desk.phone({ waId: '15551110000' })
      const { id } = await desk.meet(phone, 'Good afternoon')
      for (const line of ['One', 'Two', 'Three']) await desk.say(id, line)
      await desk.settle()
      const { event } = phone
      const [first, second, third] = phone.inbox
      const question = event.says('Is it redy?', { ...at(1), wamid: 'q' })
      const echo = event.echo('In a minute', { ...at(9), wamid: 'e' })
      const events: PhoneEvent[] = [
        question,
        event.sends(
          'edit',
          { original_message_id: 'q', message: { type: 'text', text: { body: 'Is it ready?' } } },
          at(2)
        ),
        event.sends('reaction', { message_id: 'q', emoji: '👀' }, at(3)),
        event.sends('reaction', { message_id: 'q', emoji: '👍' }, at(4)),
        event.sends('hologram', { depth: 3 }, { ...at(5), wamid: 'h' }),
        event.says('Forget it', { ...at(6), wamid: 'f' }),
        event.sends('revoke', { original_message_id: 'f' }, at(7)),
        echo,
        ...[first, second, third].flatMap((each, index) => [
          event.status(each?.wamid ?? '', 'sent', at(10 + index)),
          event.status(each?.wamid ?? '', 'delivered', at(11 + index)),
          ...(index < 2 ? [event.status(each?.wamid ?? '', 'read', at(12 + index))] : [])
        ])
      ]
      for (const batch of cut(events)) await phone.batch(batch)
      await desk.settle()
      return await project(desk, id)
    } finally {
      await desk.close()
    }
  }

  /** What must not depend on the order of arrival: each message, as it ended. */
  async function project(desk: Desk, id: number): Promise<unknown> {
    const messages = (await desk.messages(id)).map(message => ({
      text: message.message_text,
      type: message.message_type,
      direction: message.direction,
      status: message.status,
      reactions: message.reactions.map(each => each.emoji),
      edits: message.history.length,
      revoked: message.metadata['revoked_at'] !== undefined
    }))
    const { unread_count, status } = await desk.conversation(id)
    const events = await desk.events(id)
    assert.deepEqual(
      events.map(event => event.seq),
      events.map((_, index) => index + 1)
    )
    const said = messages.map(message => JSON.stringify(message)).sort()
    return { said, unread_count, status, aside: (await desk.putAside()).length }
  }
})

/** Doubles, shuffles and cuts. The same seed does the same. */
function recut(events: readonly PhoneEvent[], seed: number): PhoneEvent[][] {
  let state = seed
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
  const pile = [...events, ...events.filter(() => next(3) === 0)]
  const shuffled: PhoneEvent[] = []
  while (pile.length > 0) shuffled.push(...pile.splice(next(pile.length), 1))
  const batches: PhoneEvent[][] = []
  while (shuffled.length > 0) batches.push(shuffled.splice(0, 1 + next(4)))
  return batches
}
