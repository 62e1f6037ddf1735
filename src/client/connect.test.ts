import assert from 'node:assert/strict'
import { startServer, type TestServer } from '../../test/support/server.ts'
import { type Colleague, createOrganization, PASSWORD } from '../../test/support/world.ts'
import { ioOf } from '../declarations.ts'
import { type Client, connect } from './connect.ts'
import type { ConnectOptions, Status } from './connection.ts'

describe('A client', () => {
  let server: TestServer
  let owner: Colleague
  const open: Client[] = []

  before(async () => {
    server = await startServer()
    owner = (await createOrganization(server)).owner
  })
  afterEach(() => {
    for (const client of open.splice(0)) client.close()
  })
  after(() => server.stop())

  function connected(more: Partial<ConnectOptions> = {}): Client {
    const client = connect({ url: server.url, ...more })
    open.push(client)
    return client
  }

  it('logs in, calls, and logs out', async () => {
    const client = connected()
    assert.equal(client.status.get(), 'signed-out')
    await assert.rejects(client.service('users').find(), { code: 401 })

    const user = await client.logIn({ email: owner.email, password: PASSWORD })
    assert.equal(user.id, owner.member.user_id)
    assert.equal(client.status.get(), 'live')
    assert.equal(client.user.get(), user)
    const { data } = await client.service('users').find({ query: { $limit: 1 } })
    assert.deepEqual(data, [user])

    const token = await client.token()
    await client.logOut()
    assert.equal(client.status.get(), 'signed-out')
    assert.equal(client.user.get(), null)
    assert.equal(await client.token(), null)
    const late = connected({ token: token ?? '' })
    await until(late, 'signed-out')
  })

  it('is told why a login is refused, and can try again', async () => {
    const client = connected()
    const wrong = client.logIn({ email: owner.email, password: 'wrong' })
    await assert.rejects(wrong, error => Object(error).code === 401 && Object(error).data.reason === 'bad_login')
    await client.logIn({ email: owner.email, password: PASSWORD })
    assert.equal(client.status.get(), 'live')
  })

  it('goes on with a stored token', async () => {
    const items = new Map<string, string>()
    const storage = {
      getItem: (key: string) => items.get(key),
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key)
    }
    const first = connected({ storage })
    await first.logIn({ email: owner.email, password: PASSWORD })
    first.close()

    const second = connected({ storage })
    await until(second, 'live')
    assert.equal(second.user.get()?.id, owner.member.user_id)
  })

  it('comes in with a key, and is signed out when the key is not one', async () => {
    const client = connected({ apiKey: owner.apiKey })
    assert.equal((await client.service('organizations').find()).total, 1)
    await until(connected({ apiKey: `${owner.apiKey.slice(0, -1)}?` }), 'signed-out')
  })

  it('comes back after a break, and calls wait for it', async () => {
    const client = connected()
    await client.logIn({ email: owner.email, password: PASSWORD })
    for (const socket of ioOf(server.app.feathers)?.sockets.sockets.values() ?? []) socket.conn.close()
    await until(client, 'offline')
    const { total } = await client.service('organizations').find()
    assert.equal(total, 1)
    assert.equal(client.status.get(), 'live')
  })
})

function until(client: Client, wanted: Status): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      if (client.status.get() !== wanted) return
      forget()
      resolve()
    }
    const forget = client.status.subscribe(check)
    check()
  })
}
