import assert from 'node:assert/strict'
import { type Desk, openDesk, refused } from '../support/desk.ts'

type Outcome = 'tried again' | 'failed' | 'paused'

/** Every code of the provider's table: what becomes of the message, or of the channel. */
const OUTCOMES: Readonly<Record<Outcome, Readonly<Record<string, readonly number[]>>>> = {
  'tried again': {
    temporary: [1, 2, 131000, 131016, 131057, 133004],
    rate_limited: [4, 80007, 130429],
    pair_rate_limited: [131056]
  },
  failed: {
    template: [132007, 132015, 132016],
    outside_window: [131047],
    unreachable: [130472, 131021, 131026, 131030, 131062],
    opted_out: [131050],
    bad_request: [33, 100, 131008, 131009, 131051, 132000, 132001, 132005, 132012, 132068, 132069, 135000, 999999],
    media: [131052, 131053],
    account: [130497],
    identity_changed: [137000]
  },
  paused: {
    account: [368, 131031, 131037, 131042, 131045, 131048, 133010],
    credentials: [0, 3, 10, 190, 200, 299]
  }
}

const CASES = Object.entries(OUTCOMES).flatMap(([outcome, classes]) =>
  Object.entries(classes).flatMap(([kind, codes]) => codes.map(code => ({ outcome: outcome as Outcome, kind, code })))
)

describe('When the provider says no', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  async function open() {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    return { phone, id, aim: { to: phone.waId } }
  }
  const texts = (phone: { inbox: readonly { text: string | undefined }[] }) => phone.inbox.map(each => each.text)
  const health = async () => (await desk.client.app.service('channels').get(desk.number.channel.id)).health
  const renew = () =>
    desk.client.app
      .service('channels')
      .patch(desk.number.channel.id, { credentials: { access_token: desk.number.secrets.accessToken } })
  const pauses = async () =>
    (
      await desk.server.database.query({
        text: `select 1 from events where type = 'channel.paused' and organization_id = $1`,
        values: [desk.organization.id]
      })
    ).length

  for (const { outcome, kind, code } of CASES) {
    it(`${code}: ${kind}, ${outcome}`, async () => {
      const { phone, id, aim } = await open()
      desk.number.provider.fault({ kind: 'error', code }, aim)
      const before = await pauses()
      const message = await desk.say(id, 'Hello')
      await desk.settle()
      const { status, error } = await desk.again(message)
      assert.deepEqual(texts(phone), [])
      if (outcome === 'failed') {
        assert.deepEqual([status, error?.code, error?.provider_code], ['failed', kind, String(code)])
        await desk.forward({ minutes: 15 })
        assert.deepEqual(texts(phone), [])
      } else {
        assert.deepEqual([status, error], ['queued', null])
        if (outcome === 'paused') assert.equal((await health()).last_error.class, kind)
        if (outcome === 'paused') await renew()
        await (outcome === 'paused' ? desk.settle() : desk.forward({ seconds: 6 }))
        assert.deepEqual(texts(phone), ['Hello'])
      }
      assert.equal(await pauses(), outcome === 'paused' ? before + 1 : before)
      assert.equal((await health()).state, 'ok')
    })
  }

  it('131049: kept back for a day and tried once more, while the conversation goes on', async () => {
    const { phone, id, aim } = await open()
    desk.number.provider.fault({ kind: 'error', code: 131_049, retryAfter: 5 }, aim)
    const kept = await desk.send(id, {
      message_type: 'template',
      content: { name: 'order_shipped', language: 'en_US' }
    })
    await desk.say(id, 'By the way')
    await desk.settle()
    assert.deepEqual(texts(phone), ['By the way'])
    assert.equal((await desk.again(kept)).status, 'queued')
    await desk.forward({ hours: 23 })
    assert.equal(phone.inbox.length, 1)
    await desk.forward({ hours: 2 })
    assert.equal(phone.inbox[1]?.type, 'template')
    assert.equal((await desk.again(kept)).status, 'sent')

    desk.number.provider.fault({ kind: 'error', code: 131_049 }, { ...aim, times: 2 })
    const again = await desk.send(id, {
      message_type: 'template',
      content: { name: 'order_shipped', language: 'en_US' }
    })
    await desk.settle()
    await desk.forward({ hours: 25 })
    const { status, error } = await desk.again(again)
    assert.deepEqual([status, error?.code], ['failed', 'held_back'])
  })

  it('130429: the whole number rests as long as the provider asks, and others lose nothing', async () => {
    const [one, other] = [await open(), await open()]
    desk.number.provider.fault({ kind: 'error', code: 130_429, retryAfter: 40 }, one.aim)
    await desk.say(one.id, 'One')
    await desk.settle()
    await desk.say(other.id, 'Other')
    await desk.forward({ seconds: 39 })
    assert.deepEqual([texts(one.phone), texts(other.phone)], [[], []])
    await desk.forward({ seconds: 2 })
    assert.deepEqual([texts(one.phone), texts(other.phone)], [['One'], ['Other']])
  })

  it('131047: closes the window, and says that a template is possible', async () => {
    const { id, aim } = await open()
    desk.number.provider.fault({ kind: 'error', code: 131_047 }, aim)
    const message = await desk.say(id, 'Too late')
    await desk.settle()
    assert.deepEqual((await desk.again(message)).error?.possible, ['template'])
    const { window_expires_at } = await desk.conversation(id)
    assert.ok(window_expires_at && Date.parse(window_expires_at) <= desk.server.clock.now().getTime())
    await assert.rejects(desk.say(id, 'Again'), (error: { data: { possible: unknown } }) => {
      assert.deepEqual(error.data.possible, ['template'])
      return refused('outside_window')(error)
    })
  })

  it('131047: closes no window that the customer has opened since', async () => {
    const { phone, id } = await open()
    const message = await desk.say(id, 'Hello')
    await desk.settle()
    await phone.says('Hi again', { at: new Date(desk.server.clock.now().getTime() + 60_000) })
    await phone.fails(phone.inbox[0]?.wamid ?? '', 131_047)
    await desk.settle()
    assert.equal((await desk.again(message)).status, 'failed')
    await desk.say(id, 'Still here')
  })

  it('131050: nothing more is sent but answers to what the customer writes afterwards', async () => {
    const { phone, id } = await open()
    await desk.say(id, 'Sale!')
    await desk.settle()
    await phone.fails(phone.inbox[0]?.wamid ?? '', 131_050)
    await desk.settle()
    const { contact_id } = await desk.conversation(id)
    const contact = await desk.client.app.service('contacts').get(contact_id)
    assert.equal(contact.identities[0].opted_out_at, desk.server.clock.now().toISOString())
    await assert.rejects(desk.say(id, 'Sale?'), refused('opted_out'))

    await desk.forward({ minutes: 1 })
    await phone.says('Where is my order?')
    await desk.settle()
    await desk.say(id, 'On its way')
    const template = (name: string) => ({ message_type: 'template', content: { name, language: 'en_US' } })
    await assert.rejects(desk.send(id, template('sale')), refused('opted_out'))
    await desk.send(id, template('order_shipped'))
    await desk.settle()
    assert.deepEqual(
      phone.inbox.slice(1).map(({ type, text }) => text ?? type),
      ['On its way', 'template']
    )
  })

  it('pauses the channel also when a report says that the account is refused', async () => {
    const { phone, id } = await open()
    const message = await desk.say(id, 'Hello')
    await desk.settle()
    await phone.fails(phone.inbox[0]?.wamid ?? '', 131_042)
    await desk.settle()
    const { error } = await desk.again(message)
    assert.deepEqual([error?.code, error?.retryable], ['account', true])
    assert.equal((await health()).state, 'paused')
    await desk.say(id, 'Waiting')
    await desk.settle()
    assert.equal(phone.inbox.length, 1)
    await renew()
    await desk.settle()
    assert.equal(phone.inbox.length, 2)
  })
})
