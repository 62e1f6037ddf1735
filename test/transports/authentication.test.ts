import assert from 'node:assert/strict'
import { FeathersError } from '@feathersjs/errors'
import type { Application } from '@feathersjs/feathers'
import { restAs, socketAs } from '../support/clients.ts'
import { PASSWORD } from '../support/world.ts'
import { ask, connect, outcome, TRANSPORTS } from './callers.ts'
import { openShop, type Shop } from './shop.ts'

describe('Coming in', () => {
  let shop: Shop
  before(async () => {
    shop = await openShop()
  })
  after(() => shop.close())

  const login = () => ({ email: shop.agent.email, password: PASSWORD })
  const tokenOf = async (app: Application): Promise<string> => String((await app.get('authentication')).accessToken)
  const whoAmI = (client: Awaited<ReturnType<typeof connect>>) => ask(client, { path: 'conversations', method: 'find' })

  async function freshToken(): Promise<string> {
    const client = await restAs(shop.server.url, login())
    return tokenOf(client.app)
  }

  for (const transport of TRANSPORTS) {
    it(`the stock client logs in, comes again and logs out over ${transport}`, async () => {
      const client = await connect(transport, shop.server.url, null)
      try {
        assert.equal((await whoAmI(client)).code, 401)
        const answer = await client.app.authenticate({ strategy: 'local', ...login() })
        assert.deepEqual(Object.keys(answer).sort(), ['accessToken', 'authentication', 'user'])
        assert.equal(answer['user'].email, shop.agent.email)
        assert.equal((await whoAmI(client)).code, 200)

        const token = await tokenOf(client.app)
        const again = await client.app.reAuthenticate(true)
        assert.equal(again['user'].email, shop.agent.email)
        assert.equal((await whoAmI(client)).code, 200)

        const left = await client.app.logout()
        assert.equal(left?.['user'].email, shop.agent.email)
        assert.equal((await whoAmI(client)).code, 401)
        const renewal = { strategy: 'jwt', accessToken: token }
        assert.equal((await ask(client, { path: 'authentication', method: 'create', data: renewal })).code, 401)
      } finally {
        client.close()
      }
    })

    it(`a wrong password and an unknown person get the same answer over ${transport}`, async () => {
      const client = await connect(transport, shop.server.url, null)
      try {
        const attempt = async (email: string) => {
          const data = { strategy: 'local', email, password: 'wrong wrong wrong' }
          const { code, reason, message } = await ask(client, { path: 'authentication', method: 'create', data })
          return { code, reason, message }
        }
        const wrong = await attempt(shop.admin.email)
        assert.deepEqual([wrong.code, wrong.reason], [401, 'bad_login'])
        assert.deepEqual(await attempt('nobody@example.org'), wrong)
      } finally {
        client.close()
      }
    })

    it(`a strategy that is not offered is bad data over ${transport}`, async () => {
      const client = await connect(transport, shop.server.url, null)
      try {
        for (const strategy of ['oauth', 'anonymous', '', null, ['local']]) {
          const data = { strategy, ...login() }
          assert.equal((await ask(client, { path: 'authentication', method: 'create', data })).reason, 'bad_data')
        }
      } finally {
        client.close()
      }
    })
  }

  const bearer = (value: string) => ({ extraHeaders: { authorization: `Bearer ${value}` } })

  it('a handshake takes the same credentials as a request', async () => {
    const token = await freshToken()
    const key = shop.agent.apiKey
    for (const options of [
      bearer(token),
      bearer(key),
      { extraHeaders: { 'x-api-key': key } },
      { auth: { token } },
      { auth: { token: key } },
      { auth: { accessToken: token } },
      { auth: { apiKey: key } }
    ]) {
      const client = await socketAs(shop.server.url, null, options)
      assert.equal((await whoAmI(client)).code, 200, JSON.stringify(options))
      client.close()
    }
  })

  it('a request takes a token or a key as bearer, or a key in x-api-key', async () => {
    const token = await freshToken()
    const key = shop.agent.apiKey
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${shop.server.url}/conversations`, { headers })).status
    assert.equal(await status({ authorization: `Bearer ${token}` }), 200)
    assert.equal(await status({ authorization: `bearer ${key}` }), 200)
    assert.equal(await status({ 'x-api-key': key }), 200)
  })

  it('a bad credential is refused alike by a handshake and by a request', async () => {
    const token = await freshToken()
    const { apiKey } = shop.agent
    const [head, body] = token.split('.')
    const none = Buffer.from('{"alg":"none","typ":"access"}').toString('base64url')
    const flipped = `${apiKey.slice(0, -1)}${apiKey.endsWith('a') ? 'b' : 'a'}`
    for (const extraHeaders of [
      { authorization: 'Bearer nonsense' },
      { authorization: `Bearer ${head}.${body}.` },
      { authorization: `Bearer ${none}.${body}.` },
      { authorization: `Bearer ${token}x` },
      { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
      { authorization: 'Bearer' },
      { 'x-api-key': flipped },
      { 'x-api-key': 'x'.repeat(5_000) },
      { 'x-api-key': apiKey, authorization: `Bearer ${shop.admin.apiKey}` }
    ]) {
      const response = await fetch(`${shop.server.url}/conversations`, { headers: Object(extraHeaders) })
      const overRest = Object(await response.json())
      const overSocket = await refusedBy({ extraHeaders: Object(extraHeaders) })
      const told = JSON.stringify(extraHeaders).slice(0, 90)
      assert.equal(overRest.code, 401, told)
      assert.deepEqual([overSocket.code, overSocket.message], [overRest.code, overRest.message], told)
      assert.equal(overSocket.data.reason, overRest.data.reason, told)
      assert.equal(typeof overSocket.data.request_id, 'string')
      assert.notEqual(overSocket.data.request_id, '', told)
    }
    for (const auth of [{ token: { $ne: '' } }, { apiKey: ['a'] }, { token: 7 }, { apiKey: 'x', token }])
      assert.equal((await refusedBy({ auth })).code, 401, JSON.stringify(auth))
  })

  async function refusedBy(options: Parameters<typeof socketAs>[2]) {
    try {
      const client = await socketAs(shop.server.url, null, { reconnection: false, ...options })
      client.close()
    } catch (error) {
      return Object(Reflect.get(Object(error), 'data'))
    }
    throw new Error(`let in by ${JSON.stringify(options)}`)
  }

  it('a query or a cookie opens nothing', async () => {
    const token = await freshToken()
    for (const query of [`access_token=${token}`, `token=${token}`, `api_key=${shop.agent.apiKey}`]) {
      const response = await fetch(`${shop.server.url}/conversations?${query}`)
      assert.equal(response.status, 401)
    }
    const headers = { cookie: `feathers-jwt=${token}; token=${token}` }
    assert.equal((await fetch(`${shop.server.url}/conversations`, { headers })).status, 401)
  })

  it('a bad credential may still come to renew itself', async () => {
    const headers = { authorization: 'Bearer nonsense', 'content-type': 'application/json' }
    const body = JSON.stringify({ strategy: 'local', ...login() })
    const response = await fetch(`${shop.server.url}/authentication`, { method: 'POST', headers, body })
    assert.equal(response.status, 201)
  })

  it('a token that has expired opens no request and no handshake, and renews nothing', async () => {
    const token = await freshToken()
    shop.server.clock.forward({ days: 31 })
    const response = await fetch(`${shop.server.url}/conversations`, { headers: { authorization: `Bearer ${token}` } })
    const overRest = Object(await response.json())
    assert.deepEqual([overRest.code, overRest.data.reason], [401, 'token_expired'])
    assert.equal((await refusedBy({ auth: { token } })).data.reason, 'token_expired')
    const client = await restAs(shop.server.url, null)
    await assert.rejects(client.app.authenticate({ strategy: 'jwt', accessToken: token }), isRefused)
  })

  it('a socket outlives its token, and its login ends it', async () => {
    const socket = await socketAs(shop.server.url, null, { auth: { token: await freshToken() } })
    try {
      shop.server.clock.forward({ days: 2 })
      assert.equal((await whoAmI(socket)).code, 200)
      shop.server.clock.forward({ days: 30 })
      assert.equal((await whoAmI(socket)).code, 401)
    } finally {
      socket.close()
    }
  })

  it('a login over a socket is heard at once, and after logging out no more', async () => {
    const socket = await socketAs(shop.server.url, login())
    const heard: string[] = []
    socket.socket.onAny((event: string) => heard.push(event))
    const renamed = (name: string) => {
      const users = { path: 'users', id: shop.agent.member.user_id, data: { full_name: name } }
      return ask(shop.owner, { ...users, method: 'patch' })
    }
    await renamed('First')
    await whoAmI(socket)
    assert.ok(heard.includes('users patched'))
    await outcome(socket.app.logout())
    heard.splice(0)
    await renamed('Second')
    assert.equal((await whoAmI(socket)).code, 401)
    assert.ok(!heard.includes('users patched'))
    socket.close()
  })
})

function isRefused(error: unknown): boolean {
  return error instanceof FeathersError && error.code === 401
}
