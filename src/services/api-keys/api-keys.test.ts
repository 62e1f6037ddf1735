import assert from 'node:assert/strict'
import { connection, openDoor } from '../../../test/support/door.ts'
import { openPeople, type People } from '../../../test/support/people.ts'
import type { Role } from '../../model/actor.ts'
import { apiKeys } from './api-keys.ts'

describe('The api-keys service', () => {
  let people: People
  before(async () => {
    people = await openPeople()
  })
  after(() => people.close())

  async function arrive(role: Role) {
    const { answer } = await people.signedIn(role)
    return { door: openDoor(people, apiKeys), by: connection({ kind: 'token', token: answer.accessToken }) }
  }

  it('shows the secret once, whatever is selected', async () => {
    const { door, by } = await arrive('admin')
    const { secret, ...row } = await door.create(by, { name: 'K' }, { $idempotency_key: 'one' })
    assert.match(String(secret), new RegExp(`^${row['prefix']}`))
    assert.deepEqual((await door.find(by)).data, [row])
    assert.deepEqual(await door.create(by, { name: 'K' }, { $idempotency_key: 'one' }), row)
    const brief = await door.create(by, { name: 'L' }, { $select: ['name'] })
    assert.deepEqual(Object.keys(brief).sort(), ['id', 'name', 'secret'])
  })

  it('opens with a key until the key is removed', async () => {
    const { door, by } = await arrive('owner')
    const { id, secret } = await door.create(by, { name: 'K' })
    const key = connection({ kind: 'api_key', key: String(secret) })
    assert.equal((await door.find(key)).total, 1)
    assert.equal((await door.remove(by, id))['id'], id)
    await assert.rejects(door.find(key), { reason: 'not_authenticated' })
    assert.equal((await door.find(by)).total, 0)
    await assert.rejects(door.remove(by, id), { reason: 'not_found' })
  })

  it('is for admins', async () => {
    const { door, by } = await arrive('agent')
    await assert.rejects(door.find(by), { reason: 'forbidden' })
    await assert.rejects(door.create(by, { name: 'K' }), { reason: 'forbidden' })
  })
})
