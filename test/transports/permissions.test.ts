import assert from 'node:assert/strict'
import { channels } from '../../src/channels/index.ts'
import { definitionsFor } from '../../src/services/services.ts'
import type { StockClient } from '../support/clients.ts'
import { PASSWORD } from '../support/world.ts'
import { type Answer, ask, connect, type Login, TRANSPORTS, type Transport, VERBS, type Verb } from './callers.ts'
import { type Access, ROLE_MATRIX } from './role-matrix.ts'
import { openShop, SECRET, type Shop } from './shop.ts'
import { pathTo, type Subject, subjectsOf } from './subjects.ts'

interface Caller {
  readonly name: string
  readonly role: 'nobody' | 'agent' | 'admin'
  readonly isKey?: true
  readonly isRival?: true
  readonly login: (shop: Shop) => Login
}

const person = (pick: (shop: Shop) => { email: string }) => (shop: Shop) => ({
  email: pick(shop).email,
  password: PASSWORD
})

const CALLERS: readonly Caller[] = [
  { name: 'nobody', role: 'nobody', login: () => null },
  { name: 'an agent', role: 'agent', login: person(shop => shop.agent) },
  { name: 'an admin', role: 'admin', login: person(shop => shop.admin) },
  { name: 'a key of an agent', role: 'agent', isKey: true, login: ({ agent }) => ({ apiKey: agent.apiKey }) },
  { name: 'a key of an admin', role: 'admin', isKey: true, login: ({ admin }) => ({ apiKey: admin.apiKey }) },
  { name: 'a rival’s admin', role: 'admin', isRival: true, login: person(shop => shop.rivalAdmin) },
  {
    name: 'a key of a rival’s admin',
    role: 'admin',
    isKey: true,
    isRival: true,
    login: ({ rivalAdmin }) => ({ apiKey: rivalAdmin.apiKey })
  }
]

const definitions = definitionsFor(channels)

describe('The table of permissions', () => {
  let shop: Shop
  let subjects: Readonly<Record<string, Subject>>
  const clients = new Map<string, StockClient>()

  before(async () => {
    shop = await openShop()
    subjects = await subjectsOf(shop)
    for (const transport of TRANSPORTS)
      for (const caller of CALLERS)
        clients.set(`${transport} ${caller.name}`, await connect(transport, shop.server.url, caller.login(shop)))
  })
  after(async () => {
    for (const client of clients.values()) client.close()
    await shop.close()
  })

  it('covers every service of the running app, and no other', () => {
    const running = Object.keys(shop.server.app.feathers.services).sort()
    assert.deepEqual(definitions.map(each => each.path).sort(), running)
    assert.deepEqual(Object.keys(ROLE_MATRIX).sort(), running)
    assert.deepEqual(Object.keys(subjects).sort(), running)
  })

  it('covers every method on offer, and no other', () => {
    for (const { path, methods } of definitions)
      assert.deepEqual(Object.keys(ROLE_MATRIX[path] ?? {}).sort(), [...methods].sort(), path)
  })

  for (const [path, row] of Object.entries(ROLE_MATRIX))
    for (const method of VERBS)
      for (const transport of TRANSPORTS)
        it(`holds for ${method} of ${path} over ${transport}`, async () => {
          for (const caller of CALLERS) await holds(transport, caller, path, method, row[method])
        })

  async function holds(transport: Transport, caller: Caller, path: string, method: Verb, access: Access | undefined) {
    const subject = subjects[path]
    assert.ok(subject)
    // A login changes who a socket is, and who says nothing is sent away after a while.
    const ends = path === 'authentication' || caller.role === 'nobody'
    const client = ends
      ? await connect(transport, shop.server.url, caller.login(shop))
      : clients.get(`${transport} ${caller.name}`)
    assert.ok(client)
    try {
      const { refers, create, patch, fresh, id, query } = subject
      const answer = await ask(client, {
        path: await pathTo(subject, path),
        method,
        query: method === 'find' ? (query ?? {}) : {},
        id: method === 'remove' && fresh ? await fresh() : id,
        data: method === 'create' ? create?.() : patch
      })
      const expected = expectedFor(caller, method, access, refers === true)
      assert.ok(expected.includes(answer.code), `${caller.name} got ${answer.code} ${answer.message}, not ${expected}`)
      if (caller.isRival) mustNotLeak(path, answer)
    } finally {
      if (ends) client.close()
    }
  }

  for (const transport of TRANSPORTS)
    it(`refuses a rival who names the organization over ${transport}`, async () => {
      const client = clients.get(`${transport} a rival’s admin`)
      assert.ok(client)
      for (const [path, row] of Object.entries(ROLE_MATRIX)) {
        const subject = subjects[path]
        for (const method of VERBS) {
          if (row[method] === undefined || path === 'authentication') continue
          const query = { organization_id: shop.organization.id }
          const data = method === 'create' ? subject?.create?.() : subject?.patch
          const named = await pathTo(subject, path)
          const answer = await ask(client, { path: named, method, id: subject?.id, data, query })
          assert.equal(answer.code, 403, `${method} ${path}`)
          assert.equal(answer.reason, 'wrong_organization')
          if (!data || (method !== 'create' && method !== 'patch')) continue
          const sent = { ...data, organization_id: shop.organization.id }
          const second = await ask(client, { path: named, method, id: subject?.id, data: sent })
          assert.equal(second.reason, 'wrong_organization', `${method} ${path}`)
        }
      }
    })

  for (const transport of TRANSPORTS)
    it(`lets an agent change the own profile only over ${transport}`, async () => {
      const client = clients.get(`${transport} an agent`)
      assert.ok(client)
      const patch = (id: number, data: object) => ask(client, { path: 'users', method: 'patch', id, data })
      const own = shop.agent.member.user_id
      assert.equal((await patch(own, { availability: 'away' })).code, 200)
      assert.equal((await patch(own, { role: 'admin' })).code, 403)
      assert.equal((await patch(own, { capacity: 99 })).code, 403)
      assert.equal((await patch(shop.admin.member.user_id, { full_name: 'Nobody' })).code, 403)
    })

  for (const transport of TRANSPORTS)
    it(`shows an agent nothing of channels and keys in the log and the feed over ${transport}`, async () => {
      const about = async (name: string, query: object) => {
        const client = clients.get(`${transport} ${name}`)
        assert.ok(client)
        const { body } = await ask(client, { path: 'conversation-events', method: 'find', query })
        return JSON.stringify(body).match(/"type":"(channel|api-key)\./g)?.length ?? 0
      }
      for (const query of [
        { after: '', $limit: 50 },
        { conversation_id: null, $limit: 50 }
      ]) {
        // The feed ends below the oldest transaction of the whole cluster, which other tests share.
        if (!('after' in query)) assert.ok((await about('an admin', query)) > 0)
        assert.equal(await about('an agent', query), 0)
      }
    })

  for (const transport of TRANSPORTS)
    it(`keeps owners out of the reach of admins over ${transport}`, async () => {
      const client = clients.get(`${transport} an admin`)
      assert.ok(client)
      const { user_id } = shop.organization.owner.member
      const users = { path: 'users', id: user_id } as const
      assert.equal((await ask(client, { ...users, method: 'patch', data: { full_name: 'Nobody' } })).code, 403)
      assert.equal((await ask(client, { ...users, method: 'remove' })).code, 403)
      const own = { ...users, id: shop.admin.member.user_id }
      assert.equal((await ask(client, { ...own, method: 'patch', data: { role: 'owner' } })).code, 403)
      const key = { name: 'Borrowed', user_id }
      assert.equal((await ask(client, { path: 'api-keys', method: 'create', data: key })).code, 403)
    })
})

/** What the matrix promises a caller on an object of the first organization. */
function expectedFor(caller: Caller, method: Verb, access: Access | undefined, refers: boolean): readonly number[] {
  if (access === undefined) return [405]
  if (access === 'public') return [200]
  if (caller.role === 'nobody') return [401]
  if (access === 'admin' && caller.role !== 'admin') return [403]
  if (access === 'person' && caller.isKey) return [403]
  if (!caller.isRival || method === 'find') return [200]
  if (method === 'create') return refers ? [404, 422] : [200]
  // Logging out ends the own login, whoever asks.
  return access === 'person' ? [200] : [404]
}

function mustNotLeak(path: string, { body }: Answer): void {
  // Logging in as the first organization's agent tells about that agent, rightly.
  if (path !== 'authentication') assert.ok(!JSON.stringify(body).includes(SECRET), JSON.stringify(body))
}
