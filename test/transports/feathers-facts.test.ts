import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { ioOf } from '../../src/declarations.ts'
import { listen, restAs, type StockClient, socketAs } from '../support/clients.ts'
import { PASSWORD } from '../support/world.ts'
import { type Answer, ask, TRANSPORTS, type Transport } from './callers.ts'
import { openShop, type Shop } from './shop.ts'

type Socketed = Awaited<ReturnType<typeof socketAs>>

describe('What Feathers would let through', () => {
  let shop: Shop
  let rest: StockClient
  let socket: Socketed
  const client = (transport: Transport) => (transport === 'rest' ? rest : socket)

  before(async () => {
    shop = await openShop()
    rest = await restAs(shop.server.url, { apiKey: shop.organization.owner.apiKey })
    socket = await socketAs(shop.server.url, { apiKey: shop.organization.owner.apiKey })
  })
  after(async () => {
    socket.close()
    await shop.close()
  })

  /** An event as the socket sends it, with anything in it. */
  const emit = (...args: unknown[]) =>
    new Promise<Answer>(resolve => {
      const [method, ...rest] = args
      socket.socket.emit(String(method), ...rest, (error: object | null, result: unknown) =>
        resolve(answerOf(error ?? { code: 200, ...Object(result) }))
      )
    })

  async function http(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { 'x-api-key': shop.organization.owner.apiKey, ...Object(init.headers) }
    const response = await fetch(`${shop.server.url}${path}`, { ...init, headers })
    const body = Object(await response.json())
    if (!response.ok) assert.equal(body.code, response.status)
    return answerOf(response.ok ? { ...body, code: 200 } : body)
  }
  const json = { 'content-type': 'application/json' }

  it('sockets never recover a state they were not given anew', () => {
    const io = ioOf(shop.server.app.feathers)
    assert.ok(io)
    assert.equal(Reflect.get(Reflect.get(io, 'opts'), 'connectionStateRecovery'), undefined)
    assert.doesNotMatch(sources(), /connectionStateRecovery/)
  })

  it('channels of Feathers are not used, so none is left behind', async () => {
    assert.doesNotMatch(sources(), /\.channel\('|app\.channel\(|\.publish\(/)
    assert.deepEqual(Reflect.get(shop.server.app.feathers, 'channels'), [])
  })

  for (const id of [
    null,
    undefined,
    {},
    { $gt: 0 },
    [1],
    [],
    true,
    Number.NaN,
    0,
    -1,
    1.5,
    '',
    'null',
    '1 or 1=1',
    2 ** 60
  ])
    it(`get with the id ${JSON.stringify(id) ?? 'undefined'} finds nothing`, async () => {
      for (const path of ['conversations', 'users', 'organizations', 'channels', 'contacts', 'conversation-messages']) {
        const answer = await emit('get', path, id, {})
        assert.equal(answer.code, 404, `${path}: ${answer.message}`)
      }
      assert.equal((await emit('patch', 'conversations', id, { priority: 'low' }, {})).code, 404)
      assert.equal((await emit('remove', 'users', id, {})).code, 404)
    })

  it('get without an id finds nothing', async () => {
    for (const path of ['conversations', 'users', 'conversation-events']) {
      assert.equal((await emit('get', path)).code, 404)
      assert.equal((await emit('patch', path)).code, path === 'conversation-events' ? 405 : 404)
    }
  })

  for (const email of [{ $ne: 'zzz' }, { $gt: '' }, ['a'], null, 1, true])
    it(`a login with the e-mail ${JSON.stringify(email)} is bad data`, async () => {
      const data = { strategy: 'local', email, password: PASSWORD }
      const overHttp = await http('/authentication', { method: 'POST', headers: json, body: JSON.stringify(data) })
      const overSocket = await emit('create', 'authentication', data, {})
      for (const answer of [overHttp, overSocket]) assert.deepEqual([answer.code, answer.reason], [400, 'bad_data'])
    })

  it('an operator instead of a password is bad data', async () => {
    const { email } = shop.agent
    const data = { strategy: 'local', email, password: { $ne: '' } }
    assert.equal((await emit('create', 'authentication', data, {})).reason, 'bad_data')
  })

  it('errors carry no SQL, no stack and no path of the server', async () => {
    const { id } = shop.conversation
    const answers = [
      await emit('find', 'users', { full_name: 'a\u0000b' }),
      await emit('find', 'conversations', { $sort: { 'id; drop table users': 1 } }),
      await emit('find', 'conversations', { id: { $in: [{}] } }),
      await emit('find', 'conversations', 'text'),
      await emit('find', 'conversations', { id: 2 ** 53 }),
      await emit('create', 'contacts', { first_name: 'a\u0000b' }, {}),
      await emit('create', 'channels', { channel_type: 'sms', name: 'x' }, {}),
      await emit('patch', 'conversations', id, { assigned_user_id: 999_999 }, {}),
      await emit('patch', 'conversations', id, { snoozed_until: '9999-99-99T99:99:99Z' }, {}),
      await emit('create', 'users', 'text', {}),
      await emit('find', '__proto__', {}),
      await emit('find', null, {}),
      await emit('find', 'users', {}, {}, {}),
      await http('/conversations?id=%00'),
      await http('/users?full_name=%00'),
      await http('/%E0%A4%A'),
      await http('/conversations/%00'),
      await http(`/conversations/${id}?$select=secret_hash`)
    ]
    for (const answer of answers) {
      assert.ok(answer.code >= 400 && answer.code < 500, `${answer.code} ${answer.message}`)
      assert.equal(typeof answer.data['request_id'], 'string', JSON.stringify(answer.body))
      assert.doesNotMatch(
        JSON.stringify(answer.body),
        /select |insert |update .* set|from "|stack|node_modules|\.ts:|\/src\/|at async|hook/i
      )
    }
  })

  it('a body that is no JSON, too large or of another type says so', async () => {
    const post = (body: string, type = 'application/json') =>
      http('/contacts', { method: 'POST', headers: { 'content-type': type }, body })
    assert.deepEqual(await codes(post('{"first_name":')), [400, 'bad_json'])
    assert.deepEqual(await codes(post('"text"')), [400, 'bad_json'])
    assert.deepEqual(await codes(post(JSON.stringify({ first_name: 'x'.repeat(300_000) }))), [413, 'too_large'])
    assert.deepEqual(await codes(post('first_name=Ada', 'text/plain')), [415, 'unsupported_media_type'])
    assert.deepEqual(await codes(post('first_name=Ada', 'application/x-www-form-urlencoded')), [
      415,
      'unsupported_media_type'
    ])
  })

  it('addresses and methods that are not there say so, on both transports', async () => {
    for (const path of ['/nothing', '/constructor', '/__proto__', '/toString', '/users/1/nothing'])
      assert.deepEqual(await codes(http(path)), [404, 'unknown_route'], path)
    for (const path of ['nothing', 'constructor', '__proto__', 'toString', {}, 7, null])
      assert.deepEqual(await codes(emit('get', path, 1, {})), [404, 'unknown_route'], String(path))

    const put = { method: 'PUT', headers: json, body: '{}' }
    assert.deepEqual(await codes(http('/users/1', put)), [405, 'method_not_allowed'])
    assert.deepEqual(await codes(http('/users', { ...put, method: 'PATCH' })), [404, 'not_found'])
    for (const method of ['update', 'setup', 'teardown', 'hooks', 'on', 'emit', 'publish', '__proto__'])
      assert.deepEqual(await codes(emit(method, 'users', 1, {}, {})), [405, 'method_not_allowed'], method)
  })

  for (const method of ['find', 'create', 'setup', 'teardown', 'emit', 'constructor', '__proto__'])
    it(`X-Service-Method: ${method} opens no door`, async () => {
      const asked = http('/users', {
        method: 'POST',
        headers: { ...json, 'x-service-method': method },
        body: '{}'
      })
      assert.deepEqual(await codes(asked), [405, 'method_not_allowed'])
    })

  for (const transport of TRANSPORTS) {
    it(`a second member of one name is a conflict over ${transport}`, async () => {
      const data = { email: shop.agent.email, full_name: 'Twice', role: 'agent' }
      const answer = await ask(client(transport), { path: 'users', method: 'create', data })
      assert.equal(answer.code, 409)
    })

    it(`of 20 patches with one version one wins over ${transport}`, async () => {
      const { id } = shop.conversation
      const { body } = await ask(client(transport), { path: 'conversations', method: 'get', id: Number(id) })
      const query = { version: body['version'] }
      const priority = body['priority'] === 'low' ? 'high' : 'low'
      const patch = { path: 'conversations', method: 'patch', id: Number(id), data: { priority }, query } as const
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(client(transport), patch)))
      assert.equal(answers.filter(({ code }) => code === 200).length, 1)
      assert.equal(answers.filter(({ reason }) => reason === 'stale_version').length, 19)
    })

    it(`null asks for null over ${transport}`, async () => {
      const find = (query: object) => ask(client(transport), { path: 'conversations', method: 'find', query })
      assert.equal((await find({ assigned_user_id: null })).body['total'], 1)
      assert.equal((await find({ assigned_user_id: { $ne: null } })).body['total'], 0)
    })

    it(`lists of up to 100 values stay lists over ${transport}`, async () => {
      const find = (count: number) => {
        const $in = Array.from({ length: count }, (_, index) => index + 1)
        return ask(client(transport), { path: 'conversations', method: 'find', query: { id: { $in } } })
      }
      assert.equal((await find(21)).body['total'], 1)
      assert.equal((await find(100)).body['total'], 1)
      assert.equal((await find(101)).code, 400)
    })
  }

  it('nothing is heard of what is rolled back', async () => {
    const heard = listen(socket, 'conversations', 'patched')
    const id = Number(shop.conversation['id'])
    const wrong = { priority: 'urgent', assigned_user_id: 999_999 }
    assert.equal((await ask(rest, { path: 'conversations', method: 'patch', id, data: wrong })).code, 422)
    await ask(rest, { path: 'conversations', method: 'patch', id, data: { priority: 'normal' } })
    await heard.until(1)
    assert.deepEqual(
      heard.heard.map(({ priority }) => priority),
      ['normal']
    )
  })

  it('a server with open sockets comes to its end', async () => {
    const another = await openShop()
    const open = await socketAs(another.server.url, { apiKey: another.admin.apiKey }, { reconnection: false })
    const left = new Promise(resolve => open.socket.once('disconnect', resolve))
    await another.close()
    await left
  })
})

function answerOf(body: { code?: number; message?: string; data?: Record<string, unknown> }): Answer {
  const { code = 0, message = '', data = {} } = body
  return { code, reason: String(data['reason']), message, data, body: { ...body } }
}

async function codes(answer: Promise<Answer>): Promise<unknown[]> {
  const { code, reason } = await answer
  return [code, reason]
}

function sources(): string {
  const folder = new URL('../../src/', import.meta.url)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(name => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n')
}
