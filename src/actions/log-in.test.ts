import assert from 'node:assert/strict'
import { scryptSync } from 'node:crypto'
import { openPeople, PASSWORD, type People } from '../../test/support/people.ts'
import { changePassword } from './change-password.ts'

const wrong = { reason: 'bad_login', code: 401 }

describe('Logging in', () => {
  let people: People
  before(async () => {
    people = await openPeople()
  })
  after(() => people.close())

  const local = (email: string, more: object = {}) => ({ strategy: 'local', email, password: PASSWORD, ...more })

  it('answers what a stock client expects', async () => {
    const organization = await people.organization()
    const ada = await people.person('ada@example.org')
    await people.member(organization, ada, 'admin')

    const { accessToken, authentication, user } = await people.logIn(local('Ada@Example.org '))

    assert.equal(accessToken.split('.').length, 3)
    assert.equal(authentication.strategy, 'local')
    assert.equal(authentication.payload['sub'], String(ada))
    assert.equal(user.id, ada)
    assert.equal(user.organization_id, organization)
    assert.equal(user.role, 'admin')
    assert.equal(user.email, 'ada@example.org')
    assert.equal(user.full_name, 'Name of ada@example.org')
    assert.equal(JSON.stringify(user).includes('scrypt'), false)
  })

  it('gives a token of a quarter of an hour', async () => {
    const { answer } = await people.signedIn()
    const { exp, iat } = answer.authentication.payload
    assert.ok(Number(exp) - Number(iat) <= 900)
  })

  it('says the same of a wrong password, an unknown person and a person of nowhere, after one hash each', async () => {
    await people.signedIn('owner', 'known@example.org')
    await people.person('nowhere@example.org')
    for (const email of ['known@example.org', 'unknown@example.org', 'nowhere@example.org']) {
      people.counts.verified = 0
      const password = email.startsWith('nowhere') ? PASSWORD : 'not the password'
      await assert.rejects(people.logIn({ strategy: 'local', email, password }), wrong)
      assert.equal(people.counts.verified, 1, email)
    }
  })

  it('lets nobody in whose organization is gone, or who has no password', async () => {
    const { member } = await people.signedIn('owner', 'gone@example.org')
    await people.database.query({
      text: 'update organizations set deleted_at = now() where id = $1',
      values: [member.organization_id]
    })
    await assert.rejects(people.logIn(local('gone@example.org')), wrong)

    await people.member(
      await people.organization(),
      await people.person('none@example.org', { password: null }),
      'agent'
    )
    for (const password of ['null', 'undefined', '00000000'])
      await assert.rejects(people.logIn(local('none@example.org', { password })), wrong)
  })

  it('takes strings for strings: operators and other shapes are no login, and cost no hash', async () => {
    await people.signedIn('owner', 'shape@example.org')
    people.counts.verified = 0
    const email = 'shape@example.org'
    const bad = [
      undefined,
      null,
      [],
      'local',
      {},
      { strategy: 'local' },
      [local(email)],
      local(email, { email: { $ne: 'zzz' } }),
      local(email, { email: { $gt: '' } }),
      local(email, { email: [email] }),
      local(email, { email: null }),
      local(email, { password: { $ne: 'zzz' } }),
      local(email, { password: 12345678 }),
      local(email, { password: true }),
      local(email, { password: null }),
      local(email, { password: [PASSWORD] }),
      local(email, { password: '' }),
      local(email, { password: 'x'.repeat(2_000) }),
      local(email, { organization_id: '1' }),
      local(email, { organization_id: { $gt: 0 } }),
      local(email, { organization_id: 1.5 }),
      local(email, { organization_id: -1 }),
      local(email, { role: 'owner' }),
      local(email, { $limit: 1 }),
      { ...local(email), strategy: 'anonymous' },
      { ...local(email), strategy: 'api_key' },
      { strategy: 'jwt' },
      { strategy: 'jwt', accessToken: { $ne: '' } },
      { strategy: 'jwt', accessToken: 'a.b.c', email },
      JSON.parse('{"strategy":"local","email":"shape@example.org","password":"x","__proto__":{"a":1}}')
    ]
    for (const data of bad) await assert.rejects(async () => people.logIn(data), { reason: 'bad_data', code: 400 })
    assert.equal(people.counts.verified, 0)
  })

  describe('of a person in several organizations', () => {
    let first: number
    let second: number
    before(async () => {
      first = await people.organization('First')
      second = await people.organization('Second')
      const both = await people.person('both@example.org')
      await people.member(first, both, 'agent')
      await people.member(second, both, 'owner')
    })

    it('asks for one, and lists the own ones, once the password is right', async () => {
      await assert.rejects(people.logIn(local('both@example.org')), {
        reason: 'choose_organization',
        code: 400,
        data: {
          organizations: [
            { id: first, name: 'First', role: 'agent' },
            { id: second, name: 'Second', role: 'owner' }
          ]
        }
      })
      await assert.rejects(people.logIn(local('both@example.org', { password: 'not the password' })), wrong)
    })

    it('enters the one that is named', async () => {
      const { user } = await people.logIn(local('both@example.org', { organization_id: second }))
      assert.equal(user.organization_id, second)
      assert.equal(user.role, 'owner')
    })

    it('enters none that is not its own, and does not learn whether that exists', async () => {
      const foreign = await people.organization('Foreign')
      for (const organization_id of [foreign, 9_999_999])
        await assert.rejects(people.logIn(local('both@example.org', { organization_id })), {
          reason: 'wrong_organization',
          code: 403
        })
      const named = local('both@example.org', { organization_id: foreign, password: 'not the password' })
      await assert.rejects(people.logIn(named), wrong)
    })
  })

  it('keeps a password that an admin gave inside that admin’s organization', async () => {
    const [lured, victim] = [await people.organization('Lured'), await people.organization('Victim')]
    const person = await people.person('lured@example.org', { password: null })
    await people.member(lured, person, 'agent')
    await people.member(victim, person, 'admin')
    const hash = await people.desk.passwords.hash(PASSWORD)
    await people.database.query({
      text: 'update members set password_hash = $3 where organization_id = $1 and user_id = $2',
      values: [lured, person, hash]
    })

    const { user } = await people.logIn(local('lured@example.org'))
    assert.equal(user.organization_id, lured)
    await assert.rejects(people.logIn(local('lured@example.org', { organization_id: victim })), {
      reason: 'wrong_organization'
    })
  })

  it('makes hashes of an older cost anew', async () => {
    const { member } = await people.signedIn('owner', 'old@example.org')
    const salt = Buffer.alloc(16, 7)
    const key = scryptSync(PASSWORD, salt, 32, { N: 2 ** 14, r: 8, p: 1 })
    const old = `$scrypt$N=16384,r=8,p=1$${salt.toString('base64url')}$${key.toString('base64url')}`
    await people.database.query({
      text: 'update users set password_hash = $2 where id = $1',
      values: [member.user_id, old]
    })

    await people.logIn(local('old@example.org'))

    const [row] = await people.database.query<{ password_hash: string }>({
      text: 'select password_hash from users where id = $1',
      values: [member.user_id]
    })
    assert.match(row?.password_hash ?? '', /^\$scrypt\$N=32768,/)
    await people.logIn(local('old@example.org'))
  })

  it('does not outlive a password that changes while it is being checked', async () => {
    const { member } = await people.signedIn('owner', 'race@example.org')
    const [row] = await people.database.query<{ password_hash: string }>({
      text: 'select password_hash from users where id = $1',
      values: [member.user_id]
    })
    const replaces = row?.password_hash ?? ''
    const hash = await people.desk.passwords.hash('another password')
    const { verify } = people.desk.passwords
    const meanwhile: typeof people.desk = {
      ...people.desk,
      passwords: {
        ...people.desk.passwords,
        async verify(...given) {
          const right = await verify(...given)
          await people.as(member, scope => changePassword(scope, member, { replaces, hash }))
          return right
        }
      }
    }
    const { logIn } = await import('./log-in.ts')
    const attempt = { strategy: 'local' as const, email: 'race@example.org', password: PASSWORD }
    await assert.rejects(logIn(meanwhile, attempt, '192.0.2.1'), wrong)
  })
})

describe('Renewing a login', () => {
  let people: People
  before(async () => {
    people = await openPeople()
  })
  after(() => people.close())

  const renew = (accessToken: string) => people.logIn({ strategy: 'jwt', accessToken })

  it('gives a fresh token of the same login', async () => {
    const { answer } = await people.signedIn()
    people.clock.forward({ minutes: 5 })
    const renewed = await renew(answer.accessToken)
    assert.equal(renewed.authentication.strategy, 'jwt')
    assert.equal(renewed.authentication.payload['sid'], answer.authentication.payload['sid'])
    assert.notEqual(renewed.accessToken, answer.accessToken)
    assert.deepEqual(renewed.user, answer.user)
  })

  it('takes a token that has run out, which opens nothing else', async () => {
    const { answer } = await people.signedIn()
    people.clock.forward({ days: 2 })
    await assert.rejects(people.identify(answer), { reason: 'token_expired', code: 401 })
    const renewed = await renew(answer.accessToken)
    assert.equal((await people.identify(renewed)).user_id, answer.user.id)
  })

  it('lets a login live on for as long as it is renewed, and end 30 days after', async () => {
    const { answer } = await people.signedIn()
    let { accessToken } = answer
    for (let week = 0; week < 8; week++) {
      people.clock.forward({ days: 7 })
      accessToken = (await renew(accessToken)).accessToken
    }
    people.clock.forward({ days: 31 })
    await assert.rejects(renew(accessToken), { reason: 'token_expired' })
  })

  it('ends with the login', async () => {
    const { logOut } = await import('./log-out.ts')
    const { answer, member } = await people.signedIn()
    await people.as(member, logOut)
    await assert.rejects(renew(answer.accessToken), { reason: 'not_authenticated', code: 401 })
  })
})
