import assert from 'node:assert/strict'
import { connection, openDoor } from '../../../test/support/door.ts'
import { openPeople, type People } from '../../../test/support/people.ts'
import type { Role } from '../../model/actor.ts'
import { organizations } from './organizations.ts'

describe('The organizations service', () => {
  let people: People
  before(async () => {
    people = await openPeople()
  })
  after(() => people.close())

  async function arrive(role: Role) {
    const { answer } = await people.signedIn(role)
    const by = connection({ kind: 'token', token: answer.accessToken })
    return { by, door: openDoor(people, organizations), id: answer.user.organization_id }
  }

  it('shows everybody the own one alone, also to who has founded another', async () => {
    const { door, by, id } = await arrive('agent')
    const other = await door.create(by, { name: 'Another' })
    assert.equal(other['name'], 'Another')
    const { total, data } = await door.find(by)
    assert.deepEqual([total, data.map(row => row['id'])], [1, [id]])
    assert.deepEqual(await door.get(by, id), data[0])
    assert.deepEqual(Object.keys(other), Object.keys(data[0] ?? {}))
    await assert.rejects(door.get(by, other['id']), { reason: 'not_found' })
    assert.equal((await door.find(by, { id: other['id'] })).total, 0)
  })

  it('is changed by admins who have read it last', async () => {
    const { door, by, id } = await arrive('admin')
    const row = await door.patch(by, id, { settings: { agent_visibility: 'team' } }, { version: 1 })
    assert.deepEqual(row['settings'], { agent_visibility: 'team' })
    await assert.rejects(door.patch(by, id, { name: 'Late' }, { version: 1 }), { reason: 'stale_version' })
    const agent = await arrive('agent')
    await assert.rejects(agent.door.patch(agent.by, agent.id, { name: 'X' }), { reason: 'forbidden' })
  })
})
