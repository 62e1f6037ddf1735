import assert from 'node:assert/strict'
import { conversationsMeant } from '../../src/actions/conversation-filter.ts'
import { statementOf } from '../../src/platform/query/index.ts'
import { socketAs } from '../support/clients.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { createOrganization } from '../support/world.ts'

describe('Looking for somebody', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const find = async (path: string, query: object): Promise<number[]> =>
    (await desk.client.app.service(path).find({ query })).data.map((row: { id: number }) => row.id)

  it('finds conversations and contacts by name, number and address', async () => {
    const grace = desk.phone({ name: 'Grâce Hopper' })
    const { id, contact_id } = await desk.meet(grace)
    await desk.meet(desk.phone({ name: 'Alan Turing' }))
    for (const searchTerm of ['grace', 'HOPP', 'hopper grace', grace.waId, grace.waId.slice(2), `+${grace.waId}`]) {
      assert.deepEqual(await find('conversations', { searchTerm }), [id], searchTerm)
      assert.deepEqual(await find('contacts', { searchTerm }), [contact_id], searchTerm)
    }
    assert.deepEqual(await find('conversations', { searchTerm: 'grace', status: 'closed' }), [])
    assert.deepEqual(await find('conversations', { searchTerm: 'turing hopper' }), [])
  })

  it('finds a contact by its new name at once, and no more by the old one', async () => {
    const { id, contact_id } = await desk.meet(desk.phone({ name: 'Before Marriage' }))
    await desk.client.app.service('contacts').patch(contact_id, { last_name: 'Afterwards' })
    assert.deepEqual(await find('conversations', { searchTerm: 'afterw' }), [id])
    assert.deepEqual(await find('conversations', { searchTerm: 'marriage' }), [])
  })

  it('finds nothing of another organization', async () => {
    const phone = desk.phone({ name: 'Hidden Person' })
    await desk.meet(phone)
    const rival = await createOrganization(desk.server, 'Rival')
    const client = await socketAs(desk.server.url, { apiKey: rival.owner.apiKey })
    for (const searchTerm of ['hidden', phone.waId])
      for (const path of ['conversations', 'contacts'])
        assert.equal((await client.app.service(path).find({ query: { searchTerm } })).total, 0)
    client.close()
  })

  it('narrows the inbox to what waits for an answer, and to what sleeps or does not', async () => {
    const [waits, answered, sleeps] = [
      await desk.meet(desk.phone({ name: 'Narrow One' })),
      await desk.meet(desk.phone({ name: 'Narrow Two' })),
      await desk.meet(desk.phone({ name: 'Narrow Three' }))
    ]
    await desk.say(answered.id, 'Here you are')
    await desk.say(sleeps.id, 'See you')
    await desk.change(sleeps.id, { snoozed_until: '2099-01-01T00:00:00.000Z' })
    const narrow = async (query: object) => (await find('conversations', { searchTerm: 'narrow', ...query })).sort()
    assert.deepEqual(await narrow({ waitingResponseOnly: true }), [waits.id])
    assert.deepEqual(await narrow({ waitingResponseOnly: false }), [waits.id, answered.id, sleeps.id])
    assert.deepEqual(await narrow({ snoozed: true }), [sleeps.id])
    assert.deepEqual(await narrow({ snoozed: false }), [waits.id, answered.id])
  })

  it('lists what is in a view, and all of it for whoever works on it as a whole', async () => {
    const [urgent, calm] = [
      await desk.meet(desk.phone({ name: 'View One' })),
      await desk.meet(desk.phone({ name: 'View Two' }))
    ]
    await desk.change(urgent.id, { priority: 'urgent' })
    const view = await desk.client.app.service('views').create({ name: 'Urgent', filter: { priority: 'urgent' } })
    assert.deepEqual(await find('conversations', { view_id: view.id }), [urgent.id])
    assert.deepEqual(await find('conversations', { view_id: view.id, status: 'closed' }), [])
    assert.deepEqual((await find('conversations', { view_id: view.id, searchTerm: 'view' })).sort(), [
      urgent.id,
      calm.id
    ])
    const page = { view_id: view.id, $limit: 1, $sort: { id: 1 } }
    await desk.change(calm.id, { priority: 'urgent' })
    const { next_cursor } = await desk.client.app.service('conversations').find({ query: page })
    assert.deepEqual(await find('conversations', { ...page, $cursor: next_cursor }), [calm.id])
    const { house } = desk.server.app
    const { ids } = await conversationsMeant(house, desk.organization.owner.member, { view_id: view.id })
    const rows = await house.database.query<{ id: number }>(statementOf(ids.orderBy('id')))
    assert.deepEqual(
      rows.map(row => row.id),
      [urgent.id, calm.id]
    )
  })
})
