import assert from 'node:assert/strict'
import { connection, type Door, openDoor } from '../../../test/support/door.ts'
import { openPeople, PASSWORD, type People } from '../../../test/support/people.ts'
import type { Connection } from '../../declarations.ts'
import type { Role } from '../../model/actor.ts'
import { newId } from '../../platform/ids.ts'
import { conversations } from '../conversations/conversations.ts'
import { views } from './views.ts'

describe('Views', () => {
  let people: People
  let door: Door

  before(async () => {
    people = await openPeople()
    door = openDoor(people, views)
  })
  after(() => people.close())

  const arrive = async (role: Role, organizationId?: number): Promise<Connection> => {
    const organization = organizationId ?? (await people.organization())
    const email = `${newId()}@example.org`
    await people.member(organization, await people.person(email), role)
    const answer = await people.logIn({ strategy: 'local', email, password: PASSWORD })
    return connection({ kind: 'token', token: answer.accessToken })
  }

  it('are kept, renamed and deleted by whom they belong to', async () => {
    const by = await arrive('agent')
    const filter = { status: 'open', $or: [{ priority: 'urgent' }, { unread_count: { $gt: 0 } }] }
    const { id, version, ...made } = await door.create(by, { name: ' Mine ', filter })
    assert.deepEqual([made['name'], made['filter'], made['shared']], ['Mine', filter, false])
    const changed = await door.patch(by, id, { name: 'Ours', filter: { status: 'closed' } }, { version })
    assert.deepEqual([changed['name'], changed['filter']], ['Ours', { status: 'closed' }])
    await assert.rejects(door.patch(by, id, { name: 'Late' }, { version }), { reason: 'stale_version' })
    await door.remove(by, id)
    await assert.rejects(door.get(by, id), { reason: 'not_found' })
  })

  it('are refused with every flaw of their filter by name', async () => {
    const by = await arrive('agent')
    const refusal = async (filter: object) => {
      const flaws: string[] = []
      await assert.rejects(door.create(by, { name: 'Bad', filter }), (error: unknown) => {
        const { reason, complaints } = Object(error)
        flaws.push(...complaints.map(({ path }: { path: string }) => path))
        return reason === 'bad_data'
      })
      return flaws
    }
    assert.deepEqual(await refusal({ colour: 'red', status: 'asleep' }), ['filter.colour', 'filter.status'])
    assert.deepEqual(await refusal({ $limit: 5, $sort: { id: 1 } }), ['filter.$limit', 'filter.$sort'])
    assert.deepEqual(await refusal({ view_id: 1 }), ['filter.view_id'])
    assert.deepEqual(await refusal({ $or: [{ view_id: 1 }] }), ['filter.view_id'])
  })

  it('that are shared are seen by everybody, and changed by their owner and admins', async () => {
    const admin = await arrive('admin')
    const shared = await door.create(admin, { name: 'All', filter: {}, shared: true })
    const own = await door.create(admin, { name: 'Own', filter: {} })
    const agent = await arrive('agent', Number(shared['organization_id']))
    const { data } = await door.find(agent)
    assert.deepEqual(
      data.map(row => row['id']),
      [shared['id']]
    )
    await assert.rejects(door.patch(agent, shared['id'], { name: 'Mine' }), { reason: 'forbidden' })
    await assert.rejects(door.patch(agent, own['id'], { name: 'Mine' }), { reason: 'not_found' })
    const lent = await door.create(agent, { name: 'Lent', filter: {}, shared: true })
    await door.patch(admin, lent['id'], { name: 'Well known' })
    await door.patch(agent, lent['id'], { filter: { status: 'open' } })
    await door.remove(agent, lent['id'])
    await door.patch(admin, shared['id'], { shared: false })
    assert.equal((await door.find(agent)).total, 0)
  })

  it('that no longer make sense, or are not there, say so when they are used', async () => {
    const by = await arrive('agent')
    const list = openDoor(people, conversations)
    const { id } = await door.create(by, { name: 'Old', filter: { status: 'open' } })
    assert.equal((await list.find(by, { view_id: id })).total, 0)
    await people.database.query({ text: `update views set filter = '{"mood":"good"}' where id = $1`, values: [id] })
    await assert.rejects(list.find(by, { view_id: id }), (error: unknown) => {
      const { reason, data, complaints } = Object(error)
      assert.deepEqual([reason, data], ['broken_view', { view_id: id }])
      assert.deepEqual(complaints, [{ path: 'filter.mood', message: 'is no known filter' }])
      return true
    })
    await assert.rejects(list.find(by, { view_id: 4711 }), { reason: 'unknown_reference' })
    await assert.rejects(list.find(await arrive('agent'), { view_id: id }), { reason: 'unknown_reference' })
  })
})
