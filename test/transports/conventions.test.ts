import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { StockClient } from '../support/clients.ts'
import { type Answer, ask, connect, TRANSPORTS } from './callers.ts'
import { made, openShop, type Shop } from './shop.ts'

const RATE = 20

describe('The conventions of every service', () => {
  let shop: Shop
  before(async () => {
    shop = await openShop()
    for (let index = 0; index < 60; index++)
      await made(shop, 'contacts', { first_name: `Contact ${index}`, company_name: index % 2 ? 'Odd' : null })
  })
  after(() => shop.close())

  for (const transport of TRANSPORTS)
    describe(`over ${transport}`, () => {
      let client: StockClient
      before(async () => {
        client = await connect(transport, shop.server.url, { apiKey: shop.organization.owner.apiKey })
      })
      after(() => client.close())

      const find = (query: object, path = 'contacts') => ask(client, { path, method: 'find', query })
      const rows = ({ body }: Answer): Record<string, unknown>[] => {
        const { data } = body
        assert.ok(Array.isArray(data))
        return data
      }

      it('answers pages of 25 rows, and never of more than 50', async () => {
        const usual = await find({})
        assert.deepEqual([usual.body['total'], usual.body['limit'], usual.body['skip']], [61, 25, 0])
        assert.equal(rows(usual).length, 25)
        const most = await find({ $limit: 1_000 })
        assert.deepEqual([most.body['limit'], rows(most).length], [50, 50])
        const none = await find({ $limit: 0 })
        assert.deepEqual([none.body['total'], rows(none)], [61, []])
        const last = await find({ $limit: 50, $skip: 50 })
        assert.deepEqual([last.body['skip'], rows(last).length, last.body['next_cursor']], [50, 11, undefined])
      })

      it('goes through all rows once by cursor', async () => {
        const seen = new Set<unknown>()
        let $cursor: unknown
        for (let page = 0; page < 10; page++) {
          const answer = await find({ $limit: 20, $sort: { first_name: -1 }, ...(page > 0 && { $cursor }) })
          for (const { id } of rows(answer)) {
            assert.ok(!seen.has(id))
            seen.add(id)
          }
          $cursor = answer.body['next_cursor']
          if ($cursor === undefined) break
        }
        assert.equal(seen.size, 61)
        assert.equal((await find({ $cursor: 'bm9uc2Vuc2U' })).code, 400)
      })

      it('shows the fields that were asked for, and the id', async () => {
        const [row] = rows(await find({ $select: ['first_name'], $limit: 1 }))
        assert.deepEqual(Object.keys(row ?? {}).sort(), ['first_name', 'id'])
        const got = await ask(client, { path: 'contacts', method: 'get', id: 1, query: { $select: ['email'] } })
        assert.deepEqual(Object.keys(got.body).sort(), ['email', 'id'])
      })

      it('filters by the language of Feathers', async () => {
        assert.equal((await find({ company_name: 'Odd' })).body['total'], 30)
        assert.equal((await find({ $or: [{ company_name: 'Odd' }, { id: 1 }] })).body['total'], 31)
        assert.equal((await find({ id: { $gt: 1, $lte: 11 } })).body['total'], 10)
        assert.equal((await find({ id: { $nin: [1, 2] } })).body['total'], 59)
      })

      for (const [query, name] of [
        [{ nickname: 'x' }, 'nickname'],
        [{ id: { $regex: 'x' } }, '$regex'],
        [{ id: 'abc' }, 'id'],
        [{ created_at: 'yesterday' }, 'created_at'],
        [{ $sort: { nickname: 1 } }, 'nickname'],
        [{ $sort: { id: 2 } }, 'id'],
        [{ $select: ['password_hash'] }, '$select'],
        [{ $limit: -1 }, '$limit'],
        [{ $skip: 10_001 }, '$skip'],
        [{ $where: '1=1' }, '$where'],
        [{ $or: [{ $or: [{ $or: [{ $or: [{ id: 1 }] }] }] }] }, '$or'],
        [{ id: { $in: Array.from({ length: 101 }, (_, index) => index + 1) } }, '$in']
      ] as const)
        it(`names ${name} in a 400 for ${JSON.stringify(query).slice(0, 60)}`, async () => {
          const { code, reason, message } = await find(query)
          assert.deepEqual([code, reason], [400, 'bad_query'])
          assert.ok(message.includes(name), message)
        })

      it('names an unknown or wrong field of the data in a 400', async () => {
        const create = (data: object) => ask(client, { path: 'contacts', method: 'create', data })
        for (const [data, name] of [
          [{ first_name: 'Ada', id: 7 }, 'id'],
          [{ first_name: 7 }, 'first_name'],
          [{ nickname: 'Ada' }, 'nickname'],
          [{ first_name: 'Ada', created_at: new Date().toISOString() }, 'created_at']
        ] as const) {
          const { code, reason, message } = await create(data)
          assert.deepEqual([code, reason], [400, 'bad_data'])
          assert.ok(message.includes(name), message)
        }
        assert.equal((await create([{ first_name: 'Ada' }, { first_name: 'Bob' }])).code, 400)
      })

      it('takes organization_id where it agrees', async () => {
        const own = { organization_id: shop.organization.id }
        const other = { organization_id: shop.rival.id }
        assert.equal((await find(own)).body['total'], 61)
        assert.equal((await find(other)).reason, 'wrong_organization')
        const patch = (data: object) => ask(client, { path: 'contacts', method: 'patch', id: 1, data })
        assert.equal((await patch({ last_name: 'Okafor', ...own })).code, 200)
        assert.equal((await patch({ last_name: 'Okafor', ...other })).reason, 'wrong_organization')
      })

      it('refuses a version that is no longer true and changes nothing', async () => {
        const { version, first_name } = (await ask(client, { path: 'contacts', method: 'get', id: 2 })).body
        const patch = (name: string, at: unknown) =>
          ask(client, { path: 'contacts', method: 'patch', id: 2, data: { first_name: name }, query: { version: at } })
        assert.deepEqual([(await patch('Stale', Number(version) - 1)).reason], ['stale_version'])
        assert.equal((await ask(client, { path: 'contacts', method: 'get', id: 2 })).body['first_name'], first_name)
        assert.equal((await patch(String(first_name), version)).code, 200)
        assert.equal((await patch('Twice', version)).code, 409)
        assert.equal((await patch('Never', 'x')).code, 400)
      })

      it('does a create once per idempotency key', async () => {
        const key = randomUUID()
        const create = (data: object) =>
          ask(client, { path: 'api-keys', method: 'create', data, query: { $idempotency_key: key } })
        const first = await create({ name: 'Once' })
        const again = await create({ name: 'Once' })
        assert.match(String(first.body['secret']), /^parley_live_/)
        const { secret, ...shown } = first.body
        assert.deepEqual(again.body, shown)
        assert.deepEqual([(await create({ name: 'Other' })).code], [409])
        assert.equal((await create({ name: 'Other' })).reason, 'idempotency_conflict')
        await ask(client, { path: 'api-keys', method: 'remove', id: Number(first.body['id']) })
      })
    })

  it('takes Idempotency-Key and If-Match as headers over REST', async () => {
    const headers = { 'x-api-key': shop.organization.owner.apiKey, 'content-type': 'application/json' }
    const send = (path: string, method: string, body: object, more: Record<string, string>) =>
      fetch(`${shop.server.url}/${path}`, { method, body: JSON.stringify(body), headers: { ...headers, ...more } })
    const key = { 'Idempotency-Key': randomUUID() }
    const first = await send('contacts', 'POST', { first_name: 'Header' }, key)
    const again = await send('contacts', 'POST', { first_name: 'Header' }, key)
    const made = Object(await first.json())
    assert.equal(first.status, 201)
    assert.deepEqual(await again.json(), made)
    assert.equal((await send('contacts', 'POST', { first_name: 'Other' }, key)).status, 409)
    assert.equal((await send('contacts/3', 'PATCH', { first_name: 'X' }, { 'If-Match': '"77"' })).status, 409)
    assert.equal((await send('contacts/3', 'PATCH', { first_name: 'X' }, { 'If-Match': 'W/"1"' })).status, 200)
    assert.equal((await send(`contacts/${made.id}`, 'DELETE', {}, {})).status, 200)
  })

  it('shows the same error on both transports, but for the id of the request', async () => {
    const asks = [
      { path: 'contacts', method: 'get', id: 999_999 },
      { path: 'contacts', method: 'find', query: { nickname: 'x' } },
      { path: 'contacts', method: 'create', data: { nickname: 'x' } },
      { path: 'contacts', method: 'update', id: 1, data: {} },
      { path: 'nothing', method: 'find' },
      { path: 'contacts', method: 'find', query: { organization_id: shop.rival.id } },
      { path: 'channels', method: 'create', data: { channel_type: 'sms', name: 'x' } }
    ] as const
    const login = { apiKey: shop.organization.owner.apiKey }
    const rest = await connect('rest', shop.server.url, login)
    const socket = await connect('socket', shop.server.url, login)
    const bare = (answer: Answer) => {
      assert.match(String(answer.data['request_id']), /^[0-9a-f-]{36}$/)
      const { name, message, code, className, data } = answer.body
      return { name, message, code, className, data: { ...Object(data), request_id: null } }
    }
    for (const each of asks) assert.deepEqual(bare(await ask(socket, each)), bare(await ask(rest, each)))
    socket.close()
  })

  it('sends the headers of a careful server, with errors too', async () => {
    for (const path of ['/', '/contacts', '/nothing', '/livez']) {
      const { headers } = await fetch(`${shop.server.url}${path}`)
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.equal(headers.get('x-frame-options'), 'DENY')
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
      assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
      assert.equal(headers.get('x-powered-by'), null)
    }
  })

  it('lets browsers of its own origin in, and no others', async () => {
    const own = new URL(shop.server.app.house.publicUrl).origin
    const allowed = async (origin: string, method: string, path = '/contacts') => {
      const headers = { origin, 'access-control-request-method': 'POST' }
      const response = await fetch(`${shop.server.url}${path}`, { method, headers })
      await response.text()
      return response.headers.get('access-control-allow-origin')
    }
    const polling = '/socket.io/?EIO=4&transport=polling'
    for (const method of ['GET', 'OPTIONS']) {
      assert.equal(await allowed(own, method), own)
      assert.equal(await allowed(own, method, polling), own)
      for (const origin of ['https://evil.example', 'null', `${own}.evil.example`]) {
        assert.notEqual(await allowed(origin, method), origin)
        assert.notEqual(await allowed(origin, method), '*')
        assert.equal(await allowed(origin, method, polling), null)
      }
    }
  })
})

describe('The limit of calls', () => {
  for (const transport of TRANSPORTS)
    it(`is told over ${transport}, and ends with its window`, async () => {
      const shop = await openShop({ RATE_PER_MINUTE: String(RATE) })
      const client = await connect(transport, shop.server.url, { apiKey: shop.organization.owner.apiKey })
      try {
        const call = () => ask(client, { path: 'organizations', method: 'find' })
        const answers = await Promise.all(Array.from({ length: RATE + 1 }, call))
        const refused = answers.find(({ code }) => code !== 200)
        assert.deepEqual([refused?.code, refused?.reason], [429, 'too_many_requests'])
        const { limit, current, window, retryAfter } = refused?.data ?? {}
        assert.deepEqual([limit, current, window], [RATE, RATE, 60])
        assert.ok(Number(retryAfter) > 0 && Number(retryAfter) <= 60)

        const headers = { 'x-api-key': shop.organization.owner.apiKey }
        const response = await fetch(`${shop.server.url}/organizations`, { headers })
        assert.equal(response.status, 429)
        assert.equal(response.headers.get('retry-after'), String(Object(await response.json()).data.retryAfter))

        const others = await connect(transport, shop.server.url, { apiKey: shop.rival.owner.apiKey })
        assert.equal((await ask(others, { path: 'organizations', method: 'find' })).code, 200)
        others.close()
        shop.server.clock.forward({ minutes: 2 })
        assert.equal((await call()).code, 200)
      } finally {
        client.close()
        await shop.close()
      }
    })
})
