import assert from 'node:assert/strict'
import { openPeople, PASSWORD, type People } from '../../test/support/people.ts'
import type { Member, Role } from '../model/actor.ts'
import { createApiKey } from './create-api-key.ts'
import { createOrganization } from './create-organization.ts'
import { createUser, draftMember, type NewMember } from './create-user.ts'
import type { LoginAnswer } from './log-in.ts'
import type { MemberRow } from './member-row.ts'
import { provePassword } from './prove-password.ts'
import { removeUser } from './remove-user.ts'
import { updateOrganization } from './update-organization.ts'
import { updateUser } from './update-user.ts'

const forbidden = { reason: 'forbidden', code: 403 }

describe('Members', () => {
  let people: People
  before(async () => {
    people = await openPeople()
  })
  after(() => people.close())

  let counter = 0
  const someone = (): string => `someone${counter++}@example.org`
  const hire = async (by: Member, more: Partial<NewMember> = {}): Promise<MemberRow> => {
    const member = { email: someone(), full_name: 'Someone', role: 'agent' as Role, ...more }
    const draft = await draftMember(people.desk.passwords, member)
    return people.as(by, scope => createUser(scope, draft))
  }
  const logIn = (email: string, password: string, organization_id?: number): Promise<LoginAnswer> =>
    people.logIn({ strategy: 'local', email, password, ...(organization_id && { organization_id }) })
  const asOther = async (by: Member, role: Role): Promise<Member> => {
    const { email } = await hire(by, { role, password: PASSWORD })
    return people.identify(await logIn(email, PASSWORD))
  }
  const remove = (by: Member, id: number, version?: number): Promise<MemberRow> =>
    people.as(by, scope => removeUser(scope, id, { version, unassign: async () => {} }))
  const eventsOf = (organizationId: number): Promise<{ type: string; data: object; actor: object }[]> =>
    people.database.query({
      text: 'select type, data, actor from events where organization_id = $1 order by id',
      values: [organizationId]
    })

  describe('joining', () => {
    it('gives a new person a row, a password and an event', async () => {
      const { member: owner } = await people.signedIn('owner')
      const email = someone()
      const row = await hire(owner, {
        email: ` ${email.toUpperCase()}`,
        full_name: 'Grace',
        role: 'admin',
        capacity: 3,
        password: PASSWORD
      })
      assert.equal(row.email, email)
      assert.deepEqual(
        [row.full_name, row.role, row.capacity, row.availability, row.version],
        ['Grace', 'admin', 3, 'available', 1]
      )
      assert.equal((await logIn(email, PASSWORD)).user.id, row.id)
      assert.deepEqual(await eventsOf(owner.organization_id), [
        { type: 'user.created', data: { id: row.id }, actor: { type: 'user', id: owner.user_id, name: owner.name } }
      ])
    })

    it('looks the same for somebody who is known elsewhere, whose name and password stay as they are', async () => {
      const { member: stranger, answer } = await people.signedIn('owner')
      const { member: owner } = await people.signedIn('owner')
      const { email } = answer.user

      const row = await hire(owner, { email, full_name: 'Given Name', password: 'given by an admin' })
      const fresh = await hire(owner, { full_name: 'Given Name', password: 'given by an admin' })

      const blind = ({ id, email, ...rest }: MemberRow): object => rest
      assert.deepEqual(blind(row), blind(fresh))
      assert.equal((await logIn(email, 'given by an admin')).user.organization_id, owner.organization_id)
      const before = await logIn(email, PASSWORD)
      assert.equal(before.user.organization_id, stranger.organization_id)
      assert.equal(before.user.full_name, answer.user.full_name)
    })

    it('without a password lets a person in by its own', async () => {
      const { answer } = await people.signedIn('owner')
      const { member: owner } = await people.signedIn('owner')
      await hire(owner, { email: answer.user.email })
      await assert.rejects(logIn(answer.user.email, PASSWORD), { reason: 'choose_organization' })
      assert.equal((await logIn(answer.user.email, PASSWORD, owner.organization_id)).user.role, 'agent')
    })

    it('lets nobody in by a password that another organization’s admin made up', async () => {
      const { member: evil } = await people.signedIn('owner')
      const { member: owner } = await people.signedIn('owner')
      const email = someone()
      await hire(evil, { email, password: 'known to the attacker' })
      await hire(owner, { email, role: 'admin' })
      const { user } = await logIn(email, 'known to the attacker')
      assert.equal(user.organization_id, evil.organization_id)
      await assert.rejects(logIn(email, 'known to the attacker', owner.organization_id), {
        reason: 'wrong_organization'
      })
    })

    it('is refused twice, and possible again for who has left', async () => {
      const { member: owner } = await people.signedIn('owner')
      const row = await hire(owner, { role: 'admin', password: PASSWORD })
      await assert.rejects(hire(owner, { email: row.email }), { reason: 'already_exists', code: 409 })
      const before = await people.identify(await logIn(row.email, PASSWORD))
      await remove(owner, row.id)
      const again = await hire(owner, { email: row.email, password: 'a second password' })
      assert.equal(again.id, row.id)
      assert.equal(again.role, 'agent')
      assert.equal(again.deleted_at, null)
      await assert.rejects(people.identifier.renew(before), { code: 401 })
      await assert.rejects(logIn(row.email, PASSWORD), { code: 401 })
    })

    it('of one stranger in two organizations at once makes one person', async () => {
      const owners = await Promise.all([people.signedIn('owner'), people.signedIn('owner')])
      const email = someone()
      const rows = await Promise.all(owners.map(({ member }) => hire(member, { email })))
      assert.equal(rows[0]?.id, rows[1]?.id)
    })

    it('refuses passwords that are too easy', async () => {
      const { member: owner } = await people.signedIn('owner')
      for (const password of ['short', 'password123', 'x'.repeat(300)])
        await assert.rejects(hire(owner, { password }), { reason: 'bad_data', code: 400 })
    })
  })

  it('are managed as the role matrix says', async () => {
    const { member: owner } = await people.signedIn('owner')
    const admin = await asOther(owner, 'admin')
    const agent = await asOther(owner, 'agent')
    const victim = await hire(owner)
    const boss = await hire(owner, { role: 'owner' })

    for (const role of ['owner', 'admin', 'agent'] as const) await assert.rejects(hire(agent, { role }), forbidden)
    await assert.rejects(hire(admin, { role: 'owner' }), forbidden)
    const update = (by: Member, id: number, patch: Parameters<typeof updateUser>[2]) =>
      people.as(by, scope => updateUser(scope, id, patch))

    await assert.rejects(update(agent, agent.user_id, { role: 'admin' }), forbidden)
    await assert.rejects(update(agent, agent.user_id, { capacity: 99 }), forbidden)
    await assert.rejects(update(agent, victim.id, { full_name: 'X' }), forbidden)
    await assert.rejects(update(agent, victim.id, { availability: 'away' }), forbidden)
    await assert.rejects(update(admin, admin.user_id, { role: 'owner' }), forbidden)
    await assert.rejects(update(admin, victim.id, { role: 'owner' }), forbidden)
    await assert.rejects(update(admin, boss.id, { role: 'agent' }), forbidden)
    await assert.rejects(update(admin, boss.id, { full_name: 'X' }), forbidden)
    await assert.rejects(remove(agent, victim.id), forbidden)
    await assert.rejects(remove(agent, agent.user_id), forbidden)
    await assert.rejects(remove(admin, boss.id), forbidden)

    assert.equal((await update(agent, agent.user_id, { full_name: 'Ann', availability: 'away' })).full_name, 'Ann')
    assert.equal((await update(admin, victim.id, { role: 'admin', capacity: 5 })).capacity, 5)
    assert.equal((await update(owner, victim.id, { role: 'owner' })).role, 'owner')
    assert.equal((await remove(owner, boss.id)).id, boss.id)
  })

  it('of another organization do not exist', async () => {
    const { member: owner } = await people.signedIn('owner')
    const { member: foreign } = await people.signedIn('agent')
    const missing = { reason: 'not_found', code: 404 }
    await assert.rejects(
      people.as(owner, scope => updateUser(scope, foreign.user_id, { full_name: 'X' })),
      missing
    )
    await assert.rejects(remove(owner, foreign.user_id), missing)
    await assert.rejects(
      people.as(owner, scope => createApiKey(scope, { name: 'X', user_id: foreign.user_id })),
      { reason: 'unknown_reference', code: 422 }
    )
    await assert.rejects(
      people.as(owner, scope => updateOrganization(scope, foreign.organization_id, { name: 'X' })),
      missing
    )
  })

  it('are changed by whoever has read them last', async () => {
    const { member: owner } = await people.signedIn('owner')
    const row = await hire(owner)
    const change = (capacity: number) =>
      people.as(owner, scope => updateUser(scope, row.id, { capacity }, { version: row.version }))
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(change))
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') assert.equal(outcome.reason.reason, 'stale_version')
    await assert.rejects(remove(owner, row.id, row.version), { reason: 'stale_version' })
  })

  it('always include an owner, also when the last two unmake each other at once', async () => {
    const { member: one } = await people.signedIn('owner')
    await assert.rejects(remove(one, one.user_id), { reason: 'last_owner', code: 409 })
    await assert.rejects(
      people.as(one, scope => updateUser(scope, one.user_id, { role: 'agent' })),
      {
        reason: 'last_owner'
      }
    )
    const two = await asOther(one, 'owner')
    const outcomes = await Promise.allSettled([
      remove(one, two.user_id),
      people.as(two, scope => updateUser(scope, one.user_id, { role: 'admin' }))
    ])
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  })

  it('who leave lose logins, keys and teams, and have their conversations given up in the same transaction', async () => {
    const { member: owner } = await people.signedIn('owner')
    const agent = await asOther(owner, 'agent')
    const { secret } = await people.as(owner, scope => createApiKey(scope, { name: 'Theirs', user_id: agent.user_id }))
    await people.identifier.identify({ kind: 'api_key', key: secret })
    await people.database.query({
      text: `with t as (insert into teams (organization_id, name) values ($1, 'T') returning id)
        insert into team_members (organization_id, team_id, user_id) select $1, id, $2 from t`,
      values: [owner.organization_id, agent.user_id]
    })

    const given: number[] = []
    const unassign = async (_: unknown, id: number): Promise<void> => void given.push(id)
    const row = await people.as(owner, scope => removeUser(scope, agent.user_id, { unassign }))

    assert.deepEqual(given, [agent.user_id])
    assert.equal(row.deleted_at, people.clock.now().toISOString())
    await assert.rejects(people.identifier.renew(agent), { code: 401 })
    await assert.rejects(people.identifier.identify({ kind: 'api_key', key: secret }), { code: 401 })
    const teams = await people.database.query({
      text: 'select 1 from team_members where organization_id = $1',
      values: [owner.organization_id]
    })
    assert.deepEqual(teams, [])
    const types = (await eventsOf(owner.organization_id)).map(({ type }) => type)
    assert.deepEqual(types.slice(-2), ['api-key.deleted', 'user.deleted'])
    await assert.rejects(remove(owner, agent.user_id), { reason: 'not_found' })
  })

  it('stay when their conversations cannot be given up', async () => {
    const { member: owner } = await people.signedIn('owner')
    const agent = await asOther(owner, 'agent')
    const unassign = async (): Promise<void> => {
      throw new Error('no')
    }
    await assert.rejects(
      people.as(owner, scope => removeUser(scope, agent.user_id, { unassign })),
      /no/
    )
    assert.deepEqual(await people.identifier.renew(agent), agent)
  })

  describe('changing their password', () => {
    const change = async (member: Member, current_password: string, password: string): Promise<MemberRow> => {
      const proven = await provePassword(people.desk, member, { current_password, password }, '192.0.2.1')
      return people.as(member, scope => updateUser(scope, member.user_id, {}, { password: proven }))
    }

    it('end every other login and keep their own', async () => {
      const { member, answer } = await people.signedIn('owner')
      const { email } = answer.user
      const other = await people.identify(await logIn(email, PASSWORD))
      await change(member, PASSWORD, 'a better password')
      assert.deepEqual(await people.identifier.renew(member), member)
      await assert.rejects(people.identifier.renew(other), { code: 401 })
      await assert.rejects(logIn(email, PASSWORD), { code: 401 })
      await logIn(email, 'a better password')
      const log = JSON.stringify(await eventsOf(member.organization_id))
      assert.doesNotMatch(log, /better|scrypt/)
    })

    it('end those in their other organizations, too, when it is their own everywhere', async () => {
      const { member, answer } = await people.signedIn('owner')
      const { member: boss } = await people.signedIn('owner')
      await hire(boss, { email: answer.user.email })
      const there = await people.identify(await logIn(answer.user.email, PASSWORD, boss.organization_id))
      await change(member, PASSWORD, 'a better password')
      await assert.rejects(people.identifier.renew(there), { code: 401 })
    })

    it('must know the present one', async () => {
      const { member } = await people.signedIn('owner')
      await assert.rejects(change(member, 'not the password', 'a better password'), {
        reason: 'bad_data',
        complaints: [{ path: 'current_password', message: 'is not the present password' }]
      })
      await assert.rejects(change(member, PASSWORD, 'short'), { reason: 'bad_data' })
      assert.deepEqual(await people.identifier.renew(member), member)
    })

    it('do it themselves: no key and no colleague does', async () => {
      const { member: owner } = await people.signedIn('owner')
      const { secret } = await people.as(owner, scope => createApiKey(scope, { name: 'K' }))
      const key = await people.identifier.identify({ kind: 'api_key', key: secret })
      await assert.rejects(change(key, PASSWORD, 'a better password'), forbidden)

      const agent = await hire(owner, { password: PASSWORD })
      const proven = { replaces: 'x', hash: 'y' }
      await assert.rejects(
        people.as(owner, scope => updateUser(scope, agent.id, {}, { password: proven })),
        forbidden
      )
    })

    it('twice at once changes it once', async () => {
      const { member } = await people.signedIn('owner')
      const proofs = await Promise.all(
        ['first new password', 'second new password'].map(password =>
          provePassword(people.desk, member, { current_password: PASSWORD, password }, '192.0.2.1')
        )
      )
      const outcomes = await Promise.allSettled(
        proofs.map(password => people.as(member, scope => updateUser(scope, member.user_id, {}, { password })))
      )
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    })
  })
})

describe('Organizations', () => {
  let people: People
  before(async () => {
    people = await openPeople()
  })
  after(() => people.close())

  it('are founded by signed-in people where sign-up is allowed', async () => {
    const { member, answer } = await people.signedIn('agent')
    const row = await people.as(member, scope => createOrganization(scope, { name: 'New' }, { signup: true }))
    const entered = await people.logIn({
      strategy: 'local',
      email: answer.user.email,
      password: PASSWORD,
      organization_id: row.id
    })
    assert.equal(entered.user.role, 'owner')
    assert.equal(entered.user.full_name, answer.user.full_name)
    const inbox = await people.database.query({
      text: 'select kind, name from applications where organization_id = $1',
      values: [row.id]
    })
    assert.deepEqual(inbox, [{ kind: 'inbox', name: 'Inbox' }])
    const events = await people.database.query({
      text: 'select type from events where organization_id = $1 order by id',
      values: [row.id]
    })
    assert.deepEqual(events, [{ type: 'organization.created' }, { type: 'user.created' }])
  })

  it('are not founded otherwise, nor by keys', async () => {
    const { member } = await people.signedIn('owner')
    const found = (by: Member, signup: boolean) =>
      people.as(by, scope => createOrganization(scope, { name: 'New' }, { signup }))
    await assert.rejects(found(member, false), forbidden)
    const { secret } = await people.as(member, scope => createApiKey(scope, { name: 'K' }))
    await assert.rejects(found(await people.identifier.identify({ kind: 'api_key', key: secret }), true), forbidden)
  })

  it('change setting by setting, and by whoever has read them last', async () => {
    const { member } = await people.signedIn('admin')
    const { organization_id: id } = member
    const update = (patch: Parameters<typeof updateOrganization>[2], version?: number) =>
      people.as(member, scope => updateOrganization(scope, id, patch, version))

    await update({ settings: { agent_visibility: 'team', inactive_after: 'PT1H' } }, 1)
    const row = await update({ name: 'Renamed', settings: { inactive_after: null, unify_conversations: 'contact' } }, 2)

    assert.equal(row.name, 'Renamed')
    assert.deepEqual(row.settings, { agent_visibility: 'team', unify_conversations: 'contact' })
    await assert.rejects(update({ name: 'Late' }, 2), { reason: 'stale_version', code: 409 })
  })

  it('take no timer that is shorter than its least, or no duration', async () => {
    const { member } = await people.signedIn('admin')
    const { organization_id: id } = member
    const bad = [
      { inactive_after: 'PT59S' },
      { close_after: 'PT9M' },
      { inactive_after: '1 hour' },
      { close_after: '' }
    ]
    for (const settings of bad)
      await assert.rejects(
        people.as(member, scope => updateOrganization(scope, id, { settings })),
        { reason: 'bad_data', code: 400 }
      )
  })

  it('are changed by admins', async () => {
    const { member } = await people.signedIn('agent')
    await assert.rejects(
      people.as(member, scope => updateOrganization(scope, member.organization_id, { name: 'X' })),
      forbidden
    )
  })
})
