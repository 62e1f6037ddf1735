import assert from 'node:assert/strict'
import { connection, type Door, openDoor } from '../../../test/support/door.ts'
import { openPeople, PASSWORD, type People } from '../../../test/support/people.ts'
import type { Connection } from '../../declarations.ts'
import { userResource } from './users.schema.ts'
import { users } from './users.ts'

describe('The users service', () => {
  let people: People
  let door: Door
  before(async () => {
    people = await openPeople()
    door = openDoor(people, users)
  })
  after(() => people.close())

  async function arrive(role: 'owner' | 'admin' | 'agent' = 'owner'): Promise<{ by: Connection; id: number }> {
    const { answer } = await people.signedIn(role)
    return { by: connection({ kind: 'token', token: answer.accessToken }), id: answer.user.id }
  }
  let counter = 0
  const stranger = (more: object = {}): object => {
    return { email: `new${counter++}@example.org`, full_name: 'New', role: 'agent', ...more }
  }

  it('shows a member as its writes do, under the id of the person', async () => {
    const { by } = await arrive()
    const written = await door.create(by, stranger({ capacity: 3 }))
    assert.deepEqual(Object.keys(written), Object.keys(userResource.fields))
    assert.deepEqual(await door.get(by, written['id']), written)
    const { data } = await door.find(by, { id: written['id'] })
    assert.deepEqual(data, [written])
  })

  it('filters, sorts and pages by the renamed id, and counts when nobody is there', async () => {
    const { by, id } = await arrive()
    const ids = [id]
    for (const _ of Array(3)) ids.push(Number((await door.create(by, stranger()))['id']))
    ids.sort((a, b) => b - a)
    const first = await door.find(by, { $sort: { id: -1 }, $limit: 2 })
    const next = await door.find(by, { $sort: { id: -1 }, $limit: 2, $cursor: Reflect.get(first, 'next_cursor') })
    assert.deepEqual(
      [...first.data, ...next.data].map(row => row['id']),
      ids
    )
    assert.equal((await door.find(by, { id: { $in: ids }, role: 'agent' })).total, 3)
    assert.deepEqual(await door.find(by, { role: 'admin' }), { total: 0, limit: 25, skip: 0, data: [] })
    const [named] = (await door.find(by, { id, $select: ['email'] })).data
    assert.deepEqual(Object.keys(named ?? {}).sort(), ['email', 'id'])
  })

  it('knows nobody of another organization, and shows no hash', async () => {
    const { by, id } = await arrive()
    const { id: foreign } = await arrive()
    await assert.rejects(door.get(by, foreign), { reason: 'not_found' })
    assert.deepEqual(
      (await door.find(by)).data.map(row => row['id']),
      [id]
    )
    await assert.rejects(door.find(by, { password_hash: 'x' }), {
      complaints: [{ path: 'password_hash', message: 'is no known filter' }]
    })
    await assert.rejects(door.find(by, { $select: ['password_hash'] }))
  })

  it('lets agents change themselves alone, and only admins take in or let go', async () => {
    const { by, id } = await arrive('agent')
    const forbidden = { reason: 'forbidden' }
    assert.equal((await door.patch(by, id, { availability: 'away' }))['availability'], 'away')
    await assert.rejects(door.patch(by, id, { role: 'admin' }), forbidden)
    await assert.rejects(door.create(by, stranger()), forbidden)
    await assert.rejects(door.remove(by, id), forbidden)
    await assert.rejects(door.find(connection()), { reason: 'not_authenticated' })
  })

  it('changes a password for whoever knows the present one', async () => {
    const { by, id } = await arrive('agent')
    const change = (current_password: string) => door.patch(by, id, { password: 'a better password', current_password })
    await assert.rejects(change('not the password'), { reason: 'bad_data' })
    await change(PASSWORD)
    const { email } = await door.get(by, id)
    const answer = await people.logIn({ strategy: 'local', email, password: 'a better password' })
    assert.equal(answer.user.id, id)
  })

  it('refuses a version that somebody has gone beyond', async () => {
    const { by } = await arrive()
    const { id, version } = await door.create(by, stranger())
    await door.patch(by, id, { capacity: 4 }, { version })
    await assert.rejects(door.patch(by, id, { capacity: 5 }, { version }), { reason: 'stale_version' })
    await assert.rejects(door.remove(by, id, { version }), { reason: 'stale_version' })
    assert.equal((await door.remove(by, id))['deleted_at'], people.clock.now().toISOString())
    await assert.rejects(door.get(by, id), { reason: 'not_found' })
  })
})
