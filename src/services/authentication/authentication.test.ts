import assert from 'node:assert/strict'
import { connection, type Door, openDoor } from '../../../test/support/door.ts'
import { openPeople, PASSWORD, type People } from '../../../test/support/people.ts'
import { createApiKey } from '../../actions/create-api-key.ts'
import type { Connection } from '../../declarations.ts'
import { authentication } from './authentication.ts'

describe('The authentication service', () => {
  let people: People
  let door: Door
  before(async () => {
    people = await openPeople()
    door = openDoor(people, authentication)
  })
  after(() => people.close())

  // A socket is only ever handed on to whoever gives seats.
  const withSocket = (): Connection => Object.assign(connection(), { socket: Object.create(null) })

  async function entered(by: Connection): Promise<{ email: string; answer: Record<string, unknown> }> {
    const { answer } = await people.signedIn('agent')
    const { email } = answer.user
    return { email, answer: await door.create(by, { strategy: 'local', email, password: PASSWORD }) }
  }

  it('seats the socket that logs in, and takes its seat when it logs out', async () => {
    const by = withSocket()
    const { answer } = await entered(by)
    assert.deepEqual(by.credential, { kind: 'token', token: answer['accessToken'] })
    const member = people.seated.get(by.socket)
    assert.equal(member?.user_id, Reflect.get(Object(answer['user']), 'id'))

    const gone = await door.remove(by, null)
    assert.deepEqual(gone, { authentication: { strategy: 'jwt' }, user: answer['user'] })
    assert.equal(by.credential, null)
    assert.equal(people.seated.get(by.socket), null)
    await assert.rejects(door.remove(by, null), { reason: 'not_authenticated' })
    const again = { strategy: 'jwt', accessToken: answer['accessToken'] }
    await assert.rejects(door.create(by, again), { reason: 'not_authenticated' })
  })

  it('leaves a socket as it was when the password is wrong', async () => {
    const by = withSocket()
    const { email } = await entered(by)
    const { credential } = by
    await assert.rejects(door.create(by, { strategy: 'local', email, password: 'wrong' }), { reason: 'bad_login' })
    assert.equal(by.credential, credential)
    assert.ok(people.seated.get(by.socket))
  })

  it('ends no login but the caller’s, and a key has none to end', async () => {
    const by = withSocket()
    await entered(by)
    await assert.rejects(door.remove(by, '0190a0a0-0000-7000-8000-000000000000'), { reason: 'not_found' })
    assert.ok(people.seated.get(by.socket))

    const { member } = await people.signedIn('owner')
    const { secret } = await people.as(member, scope => createApiKey(scope, { name: 'K' }))
    const key = Object.assign(withSocket(), { credential: { kind: 'api_key', key: secret } })
    await assert.rejects(door.remove(key, null), { reason: 'forbidden' })
    assert.equal(people.seated.get(key.socket)?.kind, 'api_key')
  })

  it('takes no operators for passwords', async () => {
    const data = { strategy: 'local', email: { $ne: '' }, password: PASSWORD }
    await assert.rejects(door.create(withSocket(), data), { reason: 'bad_data' })
    await assert.rejects(door.create(withSocket(), { strategy: 'local', email: 'a@b.c' }), { reason: 'bad_data' })
  })
})
