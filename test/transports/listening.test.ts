import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { restAs } from '../support/clients.ts'
import { type Colleague, PASSWORD } from '../support/world.ts'
import { ask, type Verb } from './callers.ts'
import { type Ear, listening, names, ofConversation } from './ears.ts'
import { openShop, SECRET, type Shop } from './shop.ts'

describe('Who hears what', () => {
  let shop: Shop
  const ears: Ear[] = []

  let worker: Colleague
  let boss: Colleague

  before(async () => {
    shop = await openShop()
  })
  after(() => shop.close())
  beforeEach(async () => {
    worker = await shop.organization.hire('agent')
    boss = await shop.organization.hire('admin')
    await visibility('all')
    await assign({ assigned_user_id: null, assigned_team_id: null, status: 'open', priority: 'normal' })
  })
  afterEach(() => {
    for (const ear of ears.splice(0)) ear.close()
  })

  async function listen(...args: Parameters<typeof listening> extends [string, ...infer Rest] ? Rest : never) {
    const ear = await listening(shop.server.url, ...args)
    ears.push(ear)
    return ear
  }

  const byKey = (who: { apiKey: string }) => listen({ apiKey: who.apiKey })

  async function does(path: string, method: Verb, id?: unknown, data?: object) {
    const { code, message, body } = await ask(shop.owner, { path, method, id: Number(id) || String(id), data })
    assert.equal(code, 200, `${method} ${path}: ${message}`)
    return body
  }

  const say = (text: string, type = 'text', more = {}) =>
    does('conversation-messages-transform-outgoing-whatsapp', 'create', 0, {
      conversation_id: shop.conversation['id'],
      message_type: type,
      message_text: text,
      ...more
    })
  const visibility = (agent_visibility: string) =>
    does('organizations', 'patch', shop.organization.id, { settings: { agent_visibility } })
  const assign = (data: object) => does('conversations', 'patch', shop.conversation['id'], data)

  /** Something of every kind happens in the organization. */
  async function aDayAtWork(): Promise<void> {
    await shop.hears(`More ${SECRET}`, '15550002222')
    await say('At once')
    await say('Between us', 'note')
    await shop.server.settle()
    await assign({ assigned_user_id: shop.organization.owner.member.user_id, priority: 'high' })
    await assign({ status: 'closed' })
    await does('contacts', 'patch', shop.conversation['contact_id'], { last_name: 'Lovelace' })
    await does('channels', 'patch', shop.number.channel.id, { name: 'Renamed' })
    const key = await does('api-keys', 'create', 0, { name: 'Short-lived' })
    await does('api-keys', 'remove', key['id'])
    const email = `${randomUUID()}@example.org`
    const user = await does('users', 'create', 0, { email, full_name: 'New', role: 'agent' })
    await does('users', 'patch', user['id'], { full_name: 'Renamed' })
    await does('users', 'remove', user['id'])
    await does('organizations', 'patch', shop.organization.id, { name: `${SECRET} Group` })
    await shop.server.settle()
  }

  it('another organization hears nothing, nor does who has not signed in', async () => {
    const rivals = [await byKey(shop.rival.owner), await byKey(shop.rivalAdmin), await listen(null)]
    const owner = await byKey(shop.organization.owner)
    await aDayAtWork()
    assert.ok((await owner.take()).length > 20)
    for (const rival of rivals) assert.deepEqual(await rival.take(), [])
  })

  it('agents hear of people, contacts and conversations; of channels and keys only admins', async () => {
    const agent = await byKey(worker)
    const admin = await byKey(boss)
    await aDayAtWork()
    const [toAgent, toAdmin] = [await agent.take(), await admin.take()]

    const reserved = (heard: typeof toAgent) =>
      heard.filter(
        ({ event, row }) => /^(channels|api-keys) /.test(event) || /^(channel|api-key)\./.test(String(row['type']))
      )
    assert.deepEqual(reserved(toAgent), [])
    assert.deepEqual(names(reserved(toAdmin)), [
      'api-keys created',
      'api-keys removed',
      'channels patched',
      'conversation-events created'
    ])
    assert.deepEqual(
      toAgent,
      toAdmin.filter(each => !reserved(toAdmin).includes(each))
    )
    assert.doesNotMatch(JSON.stringify(toAdmin), /secret_hash|password|access_token":"/)
  })

  it('under `assigned` an agent hears of its own conversations only, from the assignment to its end', async () => {
    await visibility('assigned')
    const agent = await byKey(worker)
    const { id } = shop.conversation
    await shop.hears('Unheard')
    assert.deepEqual(ofConversation(await agent.take(), id), [])

    await assign({ assigned_user_id: worker.member.user_id })
    const [gained] = ofConversation(await agent.take(), id).filter(({ event }) => event === 'conversations patched')
    assert.equal(gained?.row['assigned_user_id'], worker.member.user_id)
    await shop.hears('Heard')
    assert.ok(names(await agent.take()).includes('conversation-messages-whatsapp created'))

    await assign({ assigned_user_id: boss.member.user_id })
    assert.deepEqual(names(ofConversation(await agent.take(), id)), ['conversations removed'])
    await shop.hears('Unheard again')
    await say('Nor this', 'note')
    await assign({ priority: 'urgent' })
    assert.deepEqual(ofConversation(await agent.take(), id), [])
  })

  it('under `team` an agent hears of its team’s and of unassigned ones', async () => {
    await visibility('team')
    const own = await team('Own', worker.member.user_id)
    const other = await team('Other', boss.member.user_id)
    const agent = await byKey(worker)
    const { id } = shop.conversation
    await shop.hears('Heard')
    assert.ok(ofConversation(await agent.take(), id).length > 0)

    await assign({ assigned_team_id: other })
    assert.deepEqual(names(ofConversation(await agent.take(), id)), ['conversations removed'])
    await say('Unheard', 'note')
    assert.deepEqual(ofConversation(await agent.take(), id), [])

    await assign({ assigned_team_id: own })
    await say('Heard', 'note')
    const heard = names(ofConversation(await agent.take(), id))
    assert.deepEqual(heard, [
      'conversation-events created',
      'conversation-messages-whatsapp created',
      'conversations patched'
    ])
  })

  it('who loses sight does not hear what was said in the same breath', async () => {
    await visibility('team')
    const agent = await byKey(worker)
    const owner = await byKey(shop.organization.owner)
    await say('Whispered', 'text', { takeover: true })
    assert.match(JSON.stringify(await owner.take()), /Whispered/)
    const heard = await agent.take()
    assert.deepEqual(names(ofConversation(heard, shop.conversation['id'])), ['conversations removed'])
    assert.doesNotMatch(JSON.stringify(heard), /Whispered/)
  })

  async function team(name: string, userId: number): Promise<number> {
    const values = [shop.organization.id, name, userId]
    const text = `with t as (insert into teams (organization_id, name) values ($1, $2) returning id),
      m as (insert into team_members (organization_id, team_id, user_id) select $1, id, $3 from t) select id from t`
    const [row] = await shop.server.database.query<{ id: number }>({ text, values })
    assert.ok(row)
    return row.id
  }

  it('a role taken away closes the ear until the socket comes back with the rights it has now', async () => {
    const admin = await byKey(boss)
    await does('users', 'patch', boss.member.user_id, { role: 'agent' })
    await admin.left
    if (!admin.socket.connected) await new Promise<void>(resolve => admin.socket.once('connect', () => resolve()))
    await admin.take()
    await does('channels', 'patch', shop.number.channel.id, { name: 'Renamed' })
    await say('Heard', 'note')
    const heard = await admin.take()
    assert.ok(names(heard).includes('conversation-messages-whatsapp created'))
    assert.ok(!names(heard).includes('channels patched'))
  })

  it('a key that is deleted hears nothing more and is not let in again', async () => {
    const key = await does('api-keys', 'create', 0, { name: 'Short-lived' })
    await staysOut({ apiKey: String(key['secret']) }, () => does('api-keys', 'remove', key['id']))
  })

  it('a member that is removed hears nothing more and is not let in again', async () => {
    await staysOut({ apiKey: worker.apiKey }, () => does('users', 'remove', worker.member.user_id))
  })

  it('a login that is ended elsewhere hears nothing more and is not let in again', async () => {
    const elsewhere = await restAs(shop.server.url, { email: worker.email, password: PASSWORD })
    const { accessToken } = await elsewhere.app.get('authentication')
    await staysOut(null, () => elsewhere.app.logout(), { auth: { token: accessToken } })
  })

  async function staysOut(login: Parameters<typeof listening>[1], withdraw: () => Promise<unknown>, options = {}) {
    const ear = await listen(login, options)
    await say('Heard', 'note')
    assert.ok(names(await ear.take()).includes('conversation-messages-whatsapp created'))

    const refused = new Promise<Error>(resolve => ear.socket.once('connect_error', resolve))
    await withdraw()
    await ear.left
    ear.heard.splice(0)
    await say('Unheard', 'note')
    assert.equal(Reflect.get(Object(Reflect.get(await refused, 'data')), 'code'), 401)
    await aDayAtWork()
    assert.deepEqual(ear.heard, [])
    assert.equal(ear.socket.connected, false)
  }
})
