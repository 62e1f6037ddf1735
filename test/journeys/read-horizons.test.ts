import assert from 'node:assert/strict'
import { listen, type StockClient, socketAs } from '../support/clients.ts'
import { type Desk, openDesk, refused } from '../support/desk.ts'
import { PASSWORD } from '../support/world.ts'

describe('How far a conversation has been read', () => {
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

  const read = (conversation_id: number, seq: number, client: StockClient = desk.client) =>
    client.app.service('conversation-reads').create({ conversation_id, seq })
  async function horizons(conversation_id: number) {
    const { data } = await desk.client.app.service('conversation-reads').find({ query: { conversation_id } })
    return Object.fromEntries(data.map((row: { user_id: number; read_seq: number }) => [row.user_id, row.read_seq]))
  }
  const owner = () => desk.organization.owner.member.user_id
  const marks = () => desk.number.provider.readMarks.map(({ message_id }) => message_id)
  async function meetTwice() {
    const phone = desk.phone()
    const { id } = await desk.meet(phone, 'First')
    const { wamid } = await phone.says('Second')
    await desk.settle()
    const events = await desk.events(id)
    const [first, second] = events.flatMap(({ type, seq }) => (type === 'message.received' ? [seq] : []))
    assert.ok(first && second)
    return { id, phone, wamid, first, second }
  }

  it('is kept for each member, and only ever grows', async () => {
    const { id, first, second } = await meetTwice()
    const there = await read(id, second)
    assert.deepEqual(await read(id, first), there)
    await read(id, first, colleague)
    assert.deepEqual(await horizons(id), { [owner()]: second, [colleagueId]: first })
  })

  it('leaves the conversation unread until it reaches the last that the customer wrote, who then sees so', async () => {
    const { id, wamid, first, second } = await meetTwice()
    await read(id, first)
    await desk.settle()
    assert.equal((await desk.conversation(id)).unread_count, 2)
    assert.ok(!marks().includes(wamid))

    await read(id, second)
    await desk.settle()
    assert.equal((await desk.conversation(id)).unread_count, 0)
    assert.equal(marks().filter(mark => mark === wamid).length, 1)
  })

  it('changes nothing else once nothing is unread', async () => {
    const { id, second } = await meetTwice()
    await read(id, second)
    const before = await desk.conversation(id)
    const events = await desk.events(id)
    await read(id, second, colleague)
    await read(id, second)
    assert.deepEqual(await desk.conversation(id), before)
    assert.deepEqual(await desk.events(id), events)
  })

  it('ends where the conversation does', async () => {
    const { id, phone } = await meetTwice()
    const { read_seq } = await read(id, 1_000_000)
    assert.ok(read_seq < 1_000_000)
    await phone.says('Third')
    await desk.settle()
    assert.equal((await desk.conversation(id)).unread_count, 1)
    assert.ok((await read(id, 1_000_000)).read_seq > read_seq)
    assert.equal((await desk.conversation(id)).unread_count, 0)
  })

  it('does not take a flag away that was set after what was seen', async () => {
    const { id, second } = await meetTwice()
    await read(id, second)
    await desk.change(id, { unread_count: 1 })
    await read(id, second, colleague)
    assert.equal((await desk.conversation(id)).unread_count, 1)
    await read(id, 1_000_000, colleague)
    assert.equal((await desk.conversation(id)).unread_count, 0)
  })

  it('is the end for whoever says that nothing is unread', async () => {
    const { id, second } = await meetTwice()
    await desk.change(id, { unread_count: 0 })
    const { [owner()]: own, ...others } = await horizons(id)
    assert.ok(own !== undefined && own >= second)
    assert.deepEqual(others, {})
  })

  it('is heard by all who see the conversation, when it moves', async () => {
    const { id, first, second } = await meetTwice()
    const heard = listen(colleague, 'conversation-reads', 'created')
    const rows = [await read(id, first), await read(id, first), await read(id, second)]
    await heard.until(2)
    assert.deepEqual(heard.heard, [rows[0], rows[2]])
  })

  it('is neither said nor shown of a conversation that the member does not see', async () => {
    const { id, second } = await meetTwice()
    await read(id, second)
    await desk.server.database.query({
      text: `update organizations set settings = settings || '{"agent_visibility":"assigned"}' where id = $1`,
      values: [desk.organization.id]
    })
    const { email } = await desk.organization.hire('agent')
    const newcomer = await socketAs(desk.server.url, { email, password: PASSWORD })
    await assert.rejects(read(id, second, newcomer), refused('not_found', /./, 404))
    const { total } = await newcomer.app.service('conversation-reads').find({ query: { conversation_id: id } })
    assert.equal(total, 0)
    newcomer.close()
  })
})
