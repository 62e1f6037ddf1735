import assert from 'node:assert/strict'
import { byKey, openPeople, type People } from '../../test/support/people.ts'
import type { Member } from '../model/actor.ts'
import { createApiKey, type NewApiKey } from './create-api-key.ts'
import { isWellFormedKey } from './credential.ts'
import { removeApiKey } from './remove-api-key.ts'

const forbidden = { reason: 'forbidden', code: 403 }

describe('API keys', () => {
  let people: People
  before(async () => {
    people = await openPeople()
  })
  after(() => people.close())

  const create = (by: Member, draft: Partial<NewApiKey> = {}) =>
    people.as(by, scope => createApiKey(scope, { name: 'Bridge', ...draft }))

  it('are shown once; what is kept is a digest and the beginning', async () => {
    const { member } = await people.signedIn('admin')
    const { secret, ...row } = await create(member)
    assert.ok(isWellFormedKey(secret))
    assert.equal(row.prefix, secret.slice(0, 16))
    const everywhere = await people.database.query({
      text: `select k::text as text from api_keys k where organization_id = $1
        union all select e::text from events e where organization_id = $1`,
      values: [member.organization_id]
    })
    assert.equal(everywhere.length, 2)
    assert.equal(JSON.stringify(everywhere).includes(secret.slice(17)), false)
    assert.equal(JSON.stringify(row).includes(secret.slice(17)), false)
  })

  it('are made by admins and up, for members they may manage', async () => {
    const { member: owner } = await people.signedIn('owner')
    const [admin, agent] = await Promise.all([colleague(owner, 'admin'), colleague(owner, 'agent')])
    await assert.rejects(create(agent), forbidden)
    await assert.rejects(create(admin, { user_id: owner.user_id }), forbidden)
    const { secret } = await create(admin, { user_id: agent.user_id })
    const key = await people.identifier.identify(byKey(secret))
    assert.equal(key.role, 'agent')
    await assert.rejects(create(key), forbidden)
  })

  it('make no stronger key than they are', async () => {
    const { member } = await people.signedIn('admin')
    const { secret } = await create(member, { scopes: ['api-keys:write', 'contacts:read'] })
    const key = await people.identifier.identify(byKey(secret))
    assert.deepEqual(key.scopes, ['api-keys:write', 'contacts:read'])
    await assert.rejects(create(key, { scopes: ['*:write'] }), forbidden)
    await assert.rejects(create(key, { scopes: ['contacts:write'] }), forbidden)
    assert.deepEqual((await create(key)).scopes, key.scopes)
  })

  it('are revoked by admins of their organization, once', async () => {
    const { member: owner } = await people.signedIn('owner')
    const { member: foreign } = await people.signedIn('owner')
    const agent = await colleague(owner, 'agent')
    const { id } = await create(owner)
    const remove = (by: Member) => people.as(by, scope => removeApiKey(scope, id))
    await assert.rejects(remove(agent), forbidden)
    await assert.rejects(remove(foreign), { reason: 'not_found', code: 404 })
    assert.equal((await remove(owner)).deleted_at, people.clock.now().toISOString())
    await assert.rejects(remove(owner), { reason: 'not_found' })
  })

  async function colleague(of: Member, role: 'admin' | 'agent'): Promise<Member> {
    const email = `${role}-${of.organization_id}@example.org`
    await people.member(of.organization_id, await people.person(email), role)
    return people.identify(await people.logIn({ strategy: 'local', email, password: 'correct horse battery' }))
  }
})
