import assert from 'node:assert/strict'
import { openPeople, PASSWORD, type People } from '../../test/support/people.ts'
import { createLoginThrottle } from './login-throttle.ts'
import { sweepCredentials } from './sweep-credentials.ts'

describe('The throttle of logins', () => {
  let people: People
  beforeEach(async () => {
    people = await openPeople()
    await people.signedIn('owner', 'ada@example.org')
    people.counts.verified = 0
  })
  afterEach(() => people.close())

  const attempt = (password: string, address?: string, email = 'ada@example.org') =>
    people.logIn({ strategy: 'local', email, password }, address)

  /** Without the hashes, which take 80 ms each: what the throttle does with checks that fail. */
  const fail = (account: string, address: string) =>
    people.desk.throttle.attempt({ account, address }, async () => {
      people.counts.verified++
      return null
    })

  it('checks ten of two hundred, also when they come at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 90 }, () => fail('eve@example.org', '192.0.2.9')))
    for (let index = 0; index < 110; index++) await fail('eve@example.org', '192.0.2.9').catch(() => {})
    assert.equal(people.counts.verified, 10)
    assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 80)
  })

  it('checks ten when they come at once through several processes', async () => {
    const throttles = [0, 1, 2, 3].map(() => createLoginThrottle(people.database, people.clock))
    let checked = 0
    await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) =>
        throttles[index % 4]?.attempt({ account: 'eve@example.org', address: '192.0.2.9' }, async () => {
          checked++
          return null
        })
      )
    )
    assert.equal(checked, 10)
  })

  it('says when to come back, and then lets the right password in', async () => {
    for (let index = 0; index < 10; index++) await fail('ada@example.org', '192.0.2.1')
    people.clock.forward({ minutes: 5 })
    await assert.rejects(attempt(PASSWORD), {
      reason: 'too_many_logins',
      code: 429,
      data: { limit: 10, current: 11, window: 900, retryAfter: 600 }
    })
    assert.equal(people.counts.verified, 10)
    people.clock.forward({ minutes: 10, seconds: 1 })
    await attempt(PASSWORD)
  })

  it('locks nobody out at another address', async () => {
    for (let index = 0; index < 150; index++) await fail('ada@example.org', '192.0.2.66').catch(() => {})
    await attempt(PASSWORD, '192.0.2.1')
  })

  it('takes a /64 for one address, and an IPv4 for itself however it is written', async () => {
    for (let index = 0; index < 10; index++) await fail('eve@example.org', `2001:db8:1:2::${index}`)
    await assert.rejects(fail('eve@example.org', '2001:db8:1:2:ffff::1'), { code: 429 })
    await fail('eve@example.org', '2001:db8:1:3::1')
    for (let index = 0; index < 10; index++) await fail('eve@example.org', '192.0.2.7')
    await assert.rejects(fail('eve@example.org', '::ffff:192.0.2.7'), { code: 429 })
  })

  it('checks at most a hundred per account and hour, from however many addresses', async () => {
    for (let index = 0; index < 120; index++) await fail('ada@example.org', `198.51.100.${index}`).catch(() => {})
    assert.equal(people.counts.verified, 100)
    await assert.rejects(attempt(PASSWORD, '203.0.113.1'), {
      code: 429,
      data: { limit: 100, current: 101, window: 3600, retryAfter: 3600 }
    })
    people.clock.forward({ hours: 1 })
    await attempt(PASSWORD, '203.0.113.1')
  })

  it('is the same for e-mails that differ in case or blanks', async () => {
    for (let index = 0; index < 10; index++) await fail(index % 2 ? ' ADA@example.org' : 'ada@EXAMPLE.org', '192.0.2.1')
    await assert.rejects(attempt(PASSWORD), { code: 429 })
  })

  it('counts unknown people like known ones', async () => {
    for (let index = 0; index < 10; index++) await fail('nobody@example.org', '192.0.2.1')
    await assert.rejects(attempt('not the password', '192.0.2.1', 'nobody@example.org'), { code: 429 })
  })

  it('never counts right passwords against each other, however many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 14 }, () => attempt(PASSWORD)))
    assert.equal(new Set(answers.map(({ authentication }) => authentication.payload['sid'])).size, 14)
    assert.deepEqual(
      await people.database.query({ text: 'select attempts from login_throttle where attempts > 0' }),
      []
    )
  })

  it('forgives what was wrong before, once the password is right', async () => {
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 9; index++) await fail('ada@example.org', '192.0.2.1')
      await attempt(PASSWORD)
    }
  })

  it('has one count for the password and the present password', async () => {
    const { provePassword } = await import('./prove-password.ts')
    const member = await people.identify(await attempt(PASSWORD))
    const change = { current_password: 'not the password', password: 'a better password' }
    for (let index = 0; index < 10; index++) await fail('ada@example.org', '192.0.2.1')
    await assert.rejects(provePassword(people.desk, member, change, '192.0.2.1'), { code: 429 })
  })

  it('keeps no address and no e-mail, and is swept once its time is over', async () => {
    await fail('ada@example.org', '192.0.2.1')
    const kept = await people.database.query({ text: 'select * from login_throttle' })
    assert.equal(kept.length, 2)
    assert.doesNotMatch(JSON.stringify(kept), /ada|192\.0\.2/)
    people.clock.forward({ hours: 2 })
    await sweepCredentials(people.database, people.clock.now())
    assert.deepEqual(await people.database.query({ text: 'select * from login_throttle' }), [])
  })
})
