import assert from 'node:assert/strict'
import { type StockClient, socketAs } from '../support/clients.ts'
import { ask, connect, TRANSPORTS } from './callers.ts'
import { openShop, type Shop } from './shop.ts'

const RATE = 20
const WELL_FORMED = `Bearer ${Buffer.from('{"alg":"HS256"}').toString('base64url')}.e30.c2ln`

describe('Strangers', () => {
  let shop: Shop
  const clients: StockClient[] = []
  beforeEach(async () => {
    shop = await openShop({ RATE_PER_MINUTE: String(RATE) })
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    await shop.close()
  })

  async function socket(...[login, options]: [Parameters<typeof socketAs>[1], Parameters<typeof socketAs>[2]?]) {
    const client = await socketAs(shop.server.url, login, { reconnection: false, ...options })
    clients.push(client)
    return client
  }

  const shows = async (headers: Record<string, string>) => {
    const response = await fetch(`${shop.server.url}/conversations`, { headers })
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      ...Object(await response.json())
    }
  }
  const handshake = (authorization: string) =>
    socket(null, { extraHeaders: { authorization } }).then(
      () => 'let in',
      error => Object(Reflect.get(Object(error), 'data')).data.reason
    )

  for (const [what, header] of [
    ['a token', { authorization: WELL_FORMED }],
    ['a key', { 'x-api-key': `parley_live_${'a'.repeat(38)}` }],
    ['nonsense', { authorization: 'Basic YTpi' }]
  ] as const)
    it(`an address that keeps showing ${what} that does not hold is told to wait`, async () => {
      for (let turn = 0; turn < RATE; turn++) assert.equal((await shows(header)).status, 401)
      const refused = await shows(header)
      assert.deepEqual([refused.status, refused.data.reason, refused.data.limit], [429, 'too_many_requests', RATE])
      assert.equal(refused.retryAfter, '60')
      assert.equal(await handshake(WELL_FORMED), 'too_many_requests')
      shop.server.clock.forward({ seconds: 61 })
      assert.equal((await shows(header)).status, 401)
    })

  it('handshakes with what does not hold count with the requests of their address', async () => {
    for (let turn = 0; turn < RATE; turn++) assert.equal(await handshake(WELL_FORMED), 'not_authenticated')
    assert.equal(await handshake(WELL_FORMED), 'too_many_requests')
    assert.equal((await shows({ authorization: WELL_FORMED })).status, 429)
  })

  it('a flood keeps guesses away from the database, and sockets that are in go on', async () => {
    const inside = await socket({ apiKey: shop.organization.owner.apiKey })
    for (let turn = 0; turn < RATE; turn++) await shows({ authorization: WELL_FORMED })
    const { identifier } = shop.server.app.house
    const identify = identifier.identify
    identifier.identify = () => assert.fail('a guess was looked up')
    assert.equal((await shows({ 'x-api-key': shop.organization.owner.apiKey })).status, 429)
    identifier.identify = identify
    assert.equal((await ask(inside, { path: 'organizations', method: 'find' })).code, 200)
  })

  for (const transport of TRANSPORTS)
    it(`who shows nothing at all counts too, over ${transport}`, async () => {
      const client = await connect(transport, shop.server.url, null)
      clients.push(client)
      const call = () => ask(client, { path: 'conversations', method: 'find' })
      for (let turn = 0; turn < RATE * 2; turn++) assert.equal((await call()).code, 401)
      assert.equal((await call()).code, 429)
    })

  it('a socket that has not signed in after ten seconds has to go', async () => {
    const stranger = await socket(null)
    const known = await socket({ apiKey: shop.organization.owner.apiKey })
    const late = await socket({ email: shop.agent.email, password: 'correct horse battery' })
    const left = new Promise(resolve => stranger.socket.once('disconnect', resolve))

    shop.server.clock.forward({ seconds: 9 })
    await shop.server.settle()
    assert.equal((await ask(stranger, { path: 'conversations', method: 'find' })).code, 401)

    shop.server.clock.forward({ seconds: 1 })
    await shop.server.settle()
    assert.equal(await left, 'io server disconnect')
    for (const member of [known, late])
      assert.equal((await ask(member, { path: 'organizations', method: 'find' })).code, 200)
  })

  it('only who has signed in is told how far the log has come', async () => {
    const stranger = await socket(null)
    const member = await socket({ apiKey: shop.organization.owner.apiKey })
    const heard = [stranger, member].map(client => {
      const events: string[] = []
      client.socket.onAny((event: string) => events.push(event))
      return events
    })
    shop.server.app.realtime.tellHead('cursor')
    for (const client of [stranger, member]) await ask(client, { path: 'organizations', method: 'find' })
    assert.deepEqual(heard, [[], ['conversation-events head']])
  })
})
