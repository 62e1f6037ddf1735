import assert from 'node:assert/strict'
import { listen } from '../support/clients.ts'
import { type Desk, openDesk } from '../support/desk.ts'

describe('On the way to the provider', () => {
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
  const calls = (waId: string) =>
    desk.number.provider.calls.filter(({ body }) => JSON.stringify(body ?? null).includes(`"+${waId}"`)).length

  it('waits as long as the provider asks when it is too fast, and keeps the order', async () => {
    const { phone, id, aim } = await open()
    desk.number.provider.fault({ kind: 'error', code: 130_429, status: 429, retryAfter: 90 }, aim)
    const first = await desk.say(id, 'First')
    await desk.say(id, 'Second')
    await desk.settle()
    assert.deepEqual(texts(phone), [])
    assert.equal((await desk.again(first)).status, 'queued')

    await desk.forward({ seconds: 89 })
    assert.deepEqual(texts(phone), [])
    await desk.forward({ seconds: 2 })
    assert.deepEqual(texts(phone), ['First', 'Second'])
    assert.equal((await desk.again(first)).status, 'sent')
  })

  it('holds nobody else up while one conversation waits', async () => {
    const [one, other] = [await open(), await open()]
    desk.number.provider.fault({ kind: 'error', code: 131_056 }, one.aim)
    await desk.say(one.id, 'Slow')
    await desk.say(other.id, 'Quick')
    await desk.settle()
    assert.deepEqual([texts(one.phone), texts(other.phone)], [[], ['Quick']])
    await desk.forward({ seconds: 5 })
    assert.deepEqual(texts(one.phone), ['Slow'])
  })

  it('fails what comes outside of the window by the provider’s clock, and says why', async () => {
    const { phone, id, aim } = await open()
    desk.number.provider.fault({ kind: 'error', code: 131_047 }, aim)
    const message = await desk.say(id, 'Too late')
    await desk.settle()
    const { status, error } = await desk.again(message)
    assert.equal(status, 'failed')
    assert.deepEqual([error?.code, error?.provider_code, error?.retryable], ['outside_window', '131047', false])
    await desk.forward({ hours: 1 })
    assert.equal(calls(phone.waId), 1)
    assert.equal((await desk.conversation(id)).last_message?.status, 'failed')
    assert.equal((await desk.events(id)).at(-1)?.type, 'message.failed')
  })

  it('tries again after a failure of the provider, to an end', async () => {
    const { phone, id, aim } = await open()
    desk.number.provider.fault({ kind: 'status', status: 500 }, { ...aim, times: Number.POSITIVE_INFINITY })
    const message = await desk.say(id, 'Hello?')
    await desk.settle()
    for (let hour = 0; hour < 3; hour++) for (let round = 0; round < 4; round++) await desk.forward({ minutes: 15 })
    desk.number.provider.heal()

    const { status, error } = await desk.again(message)
    assert.equal(status, 'failed')
    assert.equal(error?.code, 'temporary')
    assert.equal(calls(phone.waId), 8)
    await desk.say(id, 'Back again')
    await desk.settle()
    assert.deepEqual(texts(phone), ['Back again'])
  })

  for (const [name, fault] of [
    ['is cut off after it was taken', { kind: 'reset', accepted: true }],
    ['is answered with something unreadable', { kind: 'malformed' }],
    ['is answered by a gateway', { kind: 'status', status: 502, accepted: true }]
  ] as const) {
    it(`is in doubt when the call ${name}: never sent again, settled by a later report`, async () => {
      const { phone, id, aim } = await open()
      desk.number.provider.fault(fault, aim)
      const message = await desk.say(id, 'Did it arrive?')
      await desk.settle()
      assert.equal((await desk.again(message)).status, 'unknown')
      await desk.forward({ hours: 2 })
      assert.equal(calls(phone.waId), 1)

      const [taken] = phone.inbox
      await phone.delivers(taken?.wamid ?? '')
      await desk.settle()
      const settled = await desk.again(message)
      assert.equal(settled.status, 'delivered')
      assert.equal(settled.provider_message_id, taken?.wamid)
      assert.equal(settled.error, null)
      const types = (await desk.events(id)).map(event => event.type)
      assert.deepEqual(types.slice(-2), ['message.doubted', 'message.delivered'])
    })
  }

  it('stays in order under any mixture of passing failures, and reaches everybody once', async () => {
    const people = [await open(), await open(), await open()]
    const said = Array.from({ length: 6 }, (_, index) => `Line ${index}`)
    const { provider } = desk.number
    provider.fault({ kind: 'error', code: 131_056 }, { times: 2 })
    provider.fault({ kind: 'status', status: 503 })
    provider.fault({ kind: 'error', code: 130_429, status: 429, retryAfter: 7 }, { times: 3 })
    provider.fault({ kind: 'error', code: 131_016 }, { times: 2 })
    for (const line of said) for (const { id } of people) await desk.say(id, line)
    await desk.settle()
    for (let round = 0; round < 12; round++) await desk.forward({ minutes: 5 })
    for (const { phone, id } of people) {
      assert.deepEqual(texts(phone), said)
      const own = (await desk.messages(id)).filter(message => message.direction === 'outbound')
      assert.deepEqual([...new Set(own.map(message => message.status))], ['sent'])
    }
  })

  it('climbs through sent, delivered and read, and never down again', async () => {
    const { phone, id } = await open()
    const message = await desk.say(id, 'Look')
    await desk.settle()
    const wamid = phone.inbox[0]?.wamid ?? ''
    await phone.reads(wamid)
    await phone.delivers(wamid, { times: 2 })
    await phone.isSent(wamid)
    await phone.fails(wamid, 131_026)
    await desk.settle()
    assert.equal((await desk.again(message)).status, 'read')
    const types = (await desk.events(id)).map(event => event.type).filter(type => type.startsWith('message.'))
    assert.deepEqual(types, ['message.received', 'message.queued', 'message.sent', 'message.read'])
  })

  it('shows why the provider failed to bring it after it had taken it', async () => {
    const { phone, id } = await open()
    const message = await desk.say(id, 'Look')
    await desk.settle()
    await phone.fails(phone.inbox[0]?.wamid ?? '', 131_026)
    await desk.settle()
    const { status, error } = await desk.again(message)
    assert.deepEqual([status, error?.code, error?.provider_code], ['failed', 'unreachable', '131026'])
  })

  it('knows a report that overtakes the answer by our own id', async () => {
    const { phone, id, aim } = await open()
    let answer = (): void => {}
    desk.number.provider.fault({ kind: 'wait', until: new Promise<void>(resolve => (answer = resolve)) }, aim)
    const before = desk.number.provider.calls.length
    const message = await desk.say(id, 'Quick')
    await desk.number.provider.untilCalls(before + 1)
    await phone.delivers(phone.inbox[0]?.wamid ?? '')
    const heard = listen(desk.client, 'conversation-messages-whatsapp', 'patched')
    await heard.until(1)
    assert.equal(heard.heard[0]?.['status'], 'delivered')
    answer()
    await desk.settle()
    assert.equal((await desk.again(message)).status, 'delivered')
  })

  it('holds a report that overtakes the answer and gives nothing back but the provider’s id', async () => {
    const { phone, id, aim } = await open()
    let answer = (): void => {}
    desk.number.provider.fault({ kind: 'wait', until: new Promise<void>(resolve => (answer = resolve)) }, aim)
    const before = desk.number.provider.calls.length
    const message = await desk.say(id, 'Quick')
    await desk.number.provider.untilCalls(before + 1)
    await phone.delivers(phone.inbox[0]?.wamid ?? '', { more: { biz_opaque_callback_data: undefined } })
    answer()
    await desk.settle()
    assert.equal((await desk.again(message)).status, 'delivered')
  })

  it('keeps a report about a message of another program', async () => {
    const { phone } = await open()
    const before = await held()
    const { statuses } = await phone.delivers('wamid.OF_ANOTHER_PROGRAM')
    await desk.settle()
    assert.deepEqual(statuses, [200])
    assert.equal(await held(), before + 1)
  })

  const held = async () => (await desk.server.database.query({ text: 'select 1 from held_facts' })).length
})

describe('A channel whose token is refused', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  it('pauses once, and what waited leaves in order when the token is renewed', async () => {
    const { provider, channel, secrets } = desk.number
    const [one, other] = [desk.phone(), desk.phone()]
    const [first, second] = [await desk.meet(one), await desk.meet(other)]
    const paused = listen(desk.client, 'channels', 'patched')
    provider.fault({ kind: 'error', code: 190, status: 401 }, { times: 2 })
    const message = await desk.say(first.id, 'One')
    await desk.say(second.id, 'Two')
    await desk.settle()
    await desk.say(first.id, 'Three')
    await desk.forward({ hours: 1 })
    assert.equal(provider.accepted.length, 0)
    assert.equal((await desk.again(message)).status, 'queued')
    const service = desk.client.app.service('channels')
    assert.equal((await service.get(channel.id)).health.state, 'paused')
    await paused.until(1)
    const events = () =>
      desk.server.database.query<{ type: string }>({
        text: `select type from events where type in ('channel.paused', 'channel.updated', 'channel.resumed') order by id`
      })
    assert.deepEqual(
      (await events()).map(event => event.type),
      ['channel.paused']
    )

    provider.heal()
    await service.patch(channel.id, { credentials: { access_token: secrets.accessToken } })
    await desk.settle()
    assert.deepEqual(
      [one.inbox.map(each => each.text), other.inbox.map(each => each.text)],
      [['One', 'Three'], ['Two']]
    )
    assert.deepEqual(
      (await events()).map(event => event.type),
      ['channel.paused', 'channel.updated', 'channel.resumed']
    )
  })
})

describe('A provider that takes a message and does not answer in time', () => {
  const PATIENCE_MS = 400
  let desk: Desk

  before(async () => {
    desk = await openDesk({ callTimeoutMs: PATIENCE_MS })
  })
  after(() => desk.close())

  for (const [name, fault] of [
    ['says nothing at all', { kind: 'hang', accepted: true }],
    ['lets the headers of its answer drip', { kind: 'drip', of: 'headers' }],
    ['lets the body of its answer drip', { kind: 'drip', of: 'body' }]
  ] as const) {
    it(`leaves it in doubt when it ${name}, and settles it by its later report`, async () => {
      const phone = desk.phone()
      const { id } = await desk.meet(phone)
      desk.number.provider.fault(fault, { to: phone.waId })
      const message = await desk.say(id, 'Did it arrive?')
      await desk.say(id, 'And this?')
      const began = performance.now()
      await desk.settle()
      const took = performance.now() - began
      assert.ok(took > PATIENCE_MS - 50 && took < PATIENCE_MS + 5_000, `it took ${took} ms`)
      const { status, error } = await desk.again(message)
      assert.deepEqual([status, error?.code, error?.retryable], ['unknown', 'ambiguous', true])

      await desk.forward({ hours: 2 })
      assert.deepEqual(
        phone.inbox.map(({ text }) => text),
        ['Did it arrive?', 'And this?']
      )
      await phone.reads(phone.inbox[0]?.wamid ?? '')
      await desk.settle()
      const settled = await desk.again(message)
      assert.deepEqual([settled.status, settled.error], ['read', null])
      assert.equal(settled.provider_message_id, phone.inbox[0]?.wamid)
    })
  }

  it('cannot tell it from one that took nothing: what was lost stays in doubt', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    desk.number.provider.fault({ kind: 'hang', accepted: false }, { to: phone.waId })
    const message = await desk.say(id, 'Lost?')
    await desk.settle()
    assert.equal((await desk.again(message)).status, 'unknown')
    assert.deepEqual(phone.inbox, [])
  })
})
