import assert from 'node:assert/strict'
import { listen } from '../support/clients.ts'
import { type Desk, openDesk, refused } from '../support/desk.ts'

describe('What time does by itself', () => {
  let desk: Desk

  beforeEach(async () => {
    desk = await openDesk()
  })
  afterEach(() => desk.close())

  const settings = (settings: object) =>
    desk.client.app.service('organizations').patch(desk.organization.id, { settings })
  const stateOf = async (id: number) => {
    const { status, state } = await desk.conversation(id)
    return `${status}, ${state}`
  }
  const types = async (id: number, count: number) => (await desk.events(id)).slice(-count).map(event => event.type)
  const timers = () => desk.server.database.query({ text: 'select conversation_id from conversation_timers' })

  it('lets a silent conversation rest, then closes it; a word makes it active in the same breath', async () => {
    await settings({ inactive_after: 'PT1H', close_after: 'PT12H' })
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    await desk.forward({ minutes: 59 })
    assert.equal(await stateOf(id), 'open, active')
    await desk.forward({ minutes: 1 })
    assert.equal(await stateOf(id), 'open, inactive')
    const [resting] = (await desk.events(id)).slice(-1)
    assert.deepEqual([resting?.type, resting?.actor['name']], ['conversation.inactivated', 'timers'])

    await desk.forward({ hours: 2 })
    const { wamid } = await phone.says('Still there?')
    await desk.settle()
    assert.equal(await stateOf(id), 'open, active')
    assert.deepEqual(await types(id, 1), ['message.received'])
    assert.equal((await desk.messageOf(wamid)).conversation_id, id)

    await desk.forward({ minutes: 61 })
    assert.equal(await stateOf(id), 'open, inactive')
    await desk.forward({ hours: 10, minutes: 58 })
    assert.equal(await stateOf(id), 'open, inactive')
    await desk.forward({ minutes: 1 })
    assert.equal(await stateOf(id), 'closed, closed')
    const closed = (await desk.events(id)).slice(-2)
    assert.deepEqual(
      closed.map(({ type, data }) => [type, data['close_reason']]),
      [
        ['session.ended', 'timer'],
        ['conversation.closed', 'timer']
      ]
    )
    assert.deepEqual(await timers(), [])
  })

  it('counts from the last word of either side, and an answer makes it active again', async () => {
    await settings({ inactive_after: 'PT1H' })
    const { id } = await desk.meet(desk.phone())
    await desk.forward({ minutes: 50 })
    await desk.say(id, 'One moment')
    await desk.forward({ minutes: 50 })
    assert.equal(await stateOf(id), 'open, active')
    await desk.send(id, { message_type: 'note', message_text: 'Nobody speaks here' })
    await desk.forward({ minutes: 10 })
    assert.equal(await stateOf(id), 'open, inactive')
    await desk.say(id, 'Found it')
    assert.equal(await stateOf(id), 'open, active')
    await desk.forward({ minutes: 60 })
    assert.equal(await stateOf(id), 'open, inactive')
  })

  it('asks the conversation first, then the organization, and obeys a change at once', async () => {
    const [own, usual] = [await desk.meet(desk.phone()), await desk.meet(desk.phone())]
    await desk.forward({ hours: 3 })
    assert.deepEqual(await timers(), [])
    await desk.change(own.id, { close_after: 'P2D' })
    await settings({ close_after: 'PT1H' })
    await desk.settle()
    assert.equal(await stateOf(usual.id), 'closed, closed')
    assert.equal(await stateOf(own.id), 'open, active')
    await desk.change(own.id, { close_after: null })
    await desk.forward({ minutes: 61 })
    assert.equal(await stateOf(own.id), 'closed, closed')
  })

  it('wakes who sleeps at its time, live, and counts silence from then', async () => {
    await settings({ inactive_after: 'PT1H', close_after: 'PT3H' })
    const { id } = await desk.meet(desk.phone())
    const until = new Date(desk.server.clock.now().getTime() + 10 * 3_600_000).toISOString()
    await desk.change(id, { snoozed_until: until })
    const heard = listen(desk.client, 'conversations', 'patched')
    await desk.forward({ hours: 9, minutes: 59 })
    assert.equal((await desk.conversation(id)).snoozed_until, until)
    await desk.forward({ minutes: 1 })
    assert.equal((await desk.conversation(id)).snoozed_until, null)
    assert.equal(heard.heard.at(-1)?.['snoozed_until'], null)
    assert.equal(await stateOf(id), 'open, active')
    await desk.forward({ hours: 1 })
    assert.equal(await stateOf(id), 'open, inactive')
    await desk.forward({ hours: 2 })
    assert.equal(await stateOf(id), 'closed, closed')
  })

  it('goes on with a sleeper whom a word has woken', async () => {
    await settings({ inactive_after: 'PT1H' })
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    await desk.change(id, { snoozed_until: '2099-01-01T00:00:00.000Z' })
    await desk.forward({ hours: 2 })
    await phone.says('Awake?')
    await desk.settle()
    await desk.forward({ hours: 1 })
    assert.equal(await stateOf(id), 'open, inactive')
  })

  it('does it once, whichever process gets there first', async () => {
    await settings({ close_after: 'PT1H' })
    const talks = await Promise.all(Array.from({ length: 5 }, () => desk.meet(desk.phone())))
    desk.server.clock.forward({ hours: 2 })
    const worker = desk.server.app.workers.find(({ name }) => name === 'timers')
    await Promise.all([worker?.drain(), worker?.drain(), worker?.drain()])
    for (const { id } of talks) {
      const closed = (await desk.events(id)).filter(({ type }) => type === 'conversation.closed')
      assert.equal(closed.length, 1)
    }
  })

  it('leaves alone what was closed, opened again, or deleted meanwhile', async () => {
    await settings({ inactive_after: 'PT1H', close_after: 'PT2H' })
    const [closed, opened, gone] = [
      await desk.meet(desk.phone()),
      await desk.meet(desk.phone()),
      await desk.meet(desk.phone())
    ]
    await desk.change(closed.id, { status: 'closed' })
    await desk.client.app.service('contacts').remove(gone.contact_id)
    await desk.change(opened.id, { status: 'closed' })
    await desk.forward({ hours: 1, minutes: 30 })
    await desk.change(opened.id, { status: 'open' })
    await desk.forward({ minutes: 45 })
    assert.deepEqual([await stateOf(opened.id), await stateOf(closed.id)], ['open, active', 'closed, closed'])
    await desk.forward({ minutes: 16 })
    assert.equal(await stateOf(opened.id), 'open, inactive')
    assert.deepEqual(await timers(), [{ conversation_id: opened.id }])
  })

  it('refuses what is no duration, or too short', async () => {
    const { id } = await desk.meet(desk.phone())
    for (const patch of [{ inactive_after: 'PT59S' }, { close_after: 'PT9M59S' }, { close_after: 'soon' }])
      await assert.rejects(desk.change(id, patch), refused('bad_data', /./, 400))
    const { inactive_after, close_after } = await desk.change(id, { inactive_after: 'PT1M', close_after: 'PT10M' })
    assert.deepEqual([inactive_after, close_after], ['PT1M', 'PT10M'])
  })
})
