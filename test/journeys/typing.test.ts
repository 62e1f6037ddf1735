import assert from 'node:assert/strict'
import { listen, type StockClient, socketAs } from '../support/clients.ts'
import { type Desk, openDesk, refused } from '../support/desk.ts'
import { PASSWORD } from '../support/world.ts'

describe('Somebody is writing', () => {
  let desk: Desk
  let colleague: StockClient
  let colleagueId: number

  before(async () => {
    desk = await openDesk()
    const { member, email } = await desk.organization.hire('agent')
    colleagueId = member.user_id
    colleague = await socketAs(desk.server.url, { email, password: PASSWORD })
  })
  after(async () => {
    colleague.close()
    await desk.close()
  })

  const types = (conversation_id: number, more: object = {}, client: StockClient = desk.client) =>
    client.app.service('conversation-typing').create({ conversation_id, on: true, ...more })
  const dots = () =>
    desk.number.provider.readMarks.flatMap(mark => (mark['typing_indicator'] ? mark['message_id'] : []))
  async function dotsOf(act: () => Promise<unknown>) {
    const before = dots().length
    await act()
    return dots().slice(before)
  }
  async function meet() {
    const phone = desk.phone()
    const { wamid } = await phone.says('Hello?')
    await desk.settle()
    return { phone, wamid, id: (await desk.messageOf(wamid)).conversation_id }
  }

  it('is heard by colleagues and not by whoever writes, and is over after five seconds', async () => {
    const { id } = await meet()
    const heard = listen(colleague, 'conversation-typing', 'created')
    const own = listen(desk.client, 'conversation-typing', 'created')
    const typing = await types(id)
    await types(id, { on: false })
    await heard.until(2)

    const { user_id, name } = desk.organization.owner.member
    const by = { type: 'user', id: user_id, name }
    const expires_at = new Date(desk.server.clock.now().getTime() + 5_000).toISOString()
    assert.deepEqual(typing, { conversation_id: id, on: true, by, expires_at })
    assert.deepEqual(heard.heard, [typing, { ...typing, on: false }])
    await types(id, {}, colleague)
    await own.until(1)
    assert.deepEqual(
      own.heard.map(each => each['by']),
      [{ type: 'user', id: colleagueId, name: 'The agent' }]
    )
  })

  it('is heard only where the conversation is seen', async () => {
    const [hidden, seen] = [await meet(), await meet()]
    await desk.server.database.query({
      text: `update organizations set settings = settings || '{"agent_visibility":"assigned"}' where id = $1`,
      values: [desk.organization.id]
    })
    const { member, email } = await desk.organization.hire('agent')
    const newcomer = await socketAs(desk.server.url, { email, password: PASSWORD })
    await desk.change(seen.id, { assigned_user_id: member.user_id })
    const heard = listen(newcomer, 'conversation-typing', 'created')
    for (const { id } of [hidden, seen]) await types(id)
    await heard.until(1)
    assert.deepEqual(
      heard.heard.map(each => each['conversation_id']),
      [seen.id]
    )
    await assert.rejects(types(hidden.id, {}, newcomer), { code: 404 })
    newcomer.close()
  })

  it('is seen by the customer at the last message, once as long as it lasts', async () => {
    const { wamid, id } = await meet()
    assert.deepEqual(await dotsOf(() => types(id)), [wamid])
    assert.deepEqual(await dotsOf(() => types(id)), [])
    desk.server.clock.forward({ seconds: 21 })
    assert.deepEqual(await dotsOf(() => types(id)), [wamid])
  })

  it('is seen by the customer anew after each message', async () => {
    const { wamid, id } = await meet()
    await types(id)
    await desk.say(id, 'One moment')
    await desk.settle()
    assert.deepEqual(await dotsOf(() => types(id)), [wamid])
  })

  it('is not seen by the customer while it is a note, of somebody blocked, or out of the window', async () => {
    const { id } = await meet()
    assert.deepEqual(await dotsOf(() => types(id, { internal: true })), [])
    await desk.change(id, { blocked: true })
    assert.deepEqual(await dotsOf(() => types(id)), [])
    const { id: other } = await meet()
    desk.server.clock.forward({ hours: 25 })
    assert.deepEqual(await dotsOf(() => types(other)), [])
  })

  it('is told to colleagues although the provider does not care', async () => {
    const { id } = await meet()
    desk.number.provider.revoke(desk.number.secrets.accessToken)
    assert.equal((await types(id)).on, true)
  })

  it('is refused of a conversation that is not there', async () => {
    await assert.rejects(types(999_999), refused('not_found', /./, 404))
  })
})
