import assert from 'node:assert/strict'
import { conversationsMeant } from '../../src/actions/conversation-filter.ts'
import { conversationResource } from '../../src/actions/conversation-resource.ts'
import { searchKey } from '../../src/actions/conversation-search.ts'
import { rowsMatching, statementOf } from '../../src/platform/query/index.ts'
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

  it('finds conversations by what was said in them, by the beginnings of words, in any script', async () => {
    const { id } = await desk.meet(desk.phone({ name: 'Search One' }), 'Where is my crème brûlée, order AB-4711/x?')
    const cjk = await desk.meet(desk.phone({ name: 'Search Two' }), '我的iPhone手机坏了')
    for (const messageSearchTerm of ['creme', 'BRUL', 'brûlée crème', '4711', 'AB-4711', 'order ab'])
      assert.deepEqual(await find('conversations', { messageSearchTerm }), [id], messageSearchTerm)
    for (const messageSearchTerm of ['手机坏', 'iphone手机', 'iPhone'])
      assert.deepEqual(await find('conversations', { messageSearchTerm }), [cjk.id], messageSearchTerm)
    for (const messageSearchTerm of ['rulee', '711', '!!!', '机手坏', "q'z\\ & |"])
      assert.deepEqual(await find('conversations', { messageSearchTerm }), [], messageSearchTerm)
    assert.deepEqual(await find('conversations', { messageSearchTerm: 'creme', status: 'closed' }), [])
    await assert.rejects(find('conversations', { messageSearchTerm: 'cr' }), { code: 400 })
  })

  it('finds what members wrote, and no more what was deleted', async () => {
    const { id } = await desk.meet(desk.phone({ name: 'Search Three' }))
    const note = await desk.say(id, 'Chases zeppelins', { message_type: 'note' })
    assert.deepEqual(await find('conversations', { messageSearchTerm: 'zeppelin' }), [id])
    await desk.client.app.service('conversation-messages-whatsapp').remove(note.id)
    assert.deepEqual(await find('conversations', { messageSearchTerm: 'zeppelin' }), [])
  })

  it('finds the same where so much is found that conversations are looked at one by one', async () => {
    const { id } = await desk.meet(desk.phone({ name: 'Grete Häufig' }), 'Nothing but xylophones')
    const { house } = desk.server.app
    const { organization_id } = desk.organization.owner.member
    const oneByOne = async (name: 'searchTerm' | 'messageSearchTerm', term: string) => {
      const searches = new Map([[searchKey(name, term), { kind: 'many' } as const]])
      const where = [{ kind: 'filter', name, operator: '$eq', value: term }] as const
      const context = { organization_id, searches }
      const rows = rowsMatching(conversationResource, where, { tenant: organization_id, context })
      return (await house.database.query<{ id: number }>(statementOf(rows.select('id')))).map(row => row.id)
    }
    const [address] = (await desk.client.app.service('contacts').find({ query: { searchTerm: 'haufig' } })).data
    for (const term of ['haufig gre', 'Häu', 'äufi', address.phone.slice(2)])
      assert.deepEqual(await oneByOne('searchTerm', term), [id], term)
    assert.deepEqual(await oneByOne('searchTerm', 'gr ufig ha zz'), [])
    assert.deepEqual(await oneByOne('messageSearchTerm', 'xyloph'), [id])
    assert.deepEqual(await oneByOne('messageSearchTerm', 'yloph'), [])
  })
})
