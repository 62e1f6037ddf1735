import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import { AUDIENCE, anotherProcess, byKey, ISSUER, openPeople, type People } from '../../test/support/people.ts'
import { randomToken } from '../platform/secrets.ts'
import { createApiKey } from './create-api-key.ts'
import { API_KEY_PREFIX } from './credential.ts'
import { createIdentifier } from './identify.ts'
import { logOut } from './log-out.ts'
import { removeApiKey } from './remove-api-key.ts'
import { updateOrganization } from './update-organization.ts'
import { updateUser } from './update-user.ts'

const refused = { reason: 'not_authenticated', code: 401 }

describe('Identifying', () => {
  let people: People
  before(async () => {
    people = await openPeople()
  })
  after(() => people.close())

  it('says who a token stands for', async () => {
    const { member, answer } = await people.signedIn('admin')
    assert.deepEqual(member, {
      kind: 'user',
      organization_id: answer.user.organization_id,
      user_id: answer.user.id,
      role: 'admin',
      team_ids: [],
      agent_visibility: 'all',
      name: answer.user.full_name,
      credential_id: answer.authentication.payload['sid']
    })
  })

  it('knows the teams that are there, and no others', async () => {
    const { member } = await people.signedIn('agent')
    const { organization_id, user_id } = member
    const [kept] = await people.database.query<{ id: number }>({
      text: `with t as (
          insert into teams (organization_id, name, deleted_at) values ($1, 'Kept', null), ($1, 'Gone', now()) returning *
        ), m as (insert into team_members (organization_id, team_id, user_id) select $1, id, $2 from t)
        select id from t where deleted_at is null`,
      values: [organization_id, user_id]
    })
    people.identifier.forget(organization_id)
    assert.deepEqual((await people.identifier.renew(member)).team_ids, [kept?.id])
  })

  it('asks the database once in ten seconds, however many ask', async () => {
    const { answer, member } = await people.signedIn()
    people.identifier.forget(member.organization_id)
    people.counts.queries = 0
    await Promise.all(Array.from({ length: 100 }, () => people.identify(answer)))
    for (let index = 0; index < 100; index++) await people.identify(answer)
    assert.equal(people.counts.queries, 1)
    people.clock.forward({ seconds: 11 })
    await people.identify(answer)
    assert.equal(people.counts.queries, 2)
  })

  it('refuses a token that has run out, for a quarter of an hour is over', async () => {
    const { answer } = await people.signedIn()
    people.clock.forward({ minutes: 14 })
    await people.identify(answer)
    people.clock.forward({ minutes: 1, seconds: 1 })
    await assert.rejects(people.identify(answer), { reason: 'token_expired', code: 401 })
  })

  it('keeps a socket for as long as its login lives, and no longer', async () => {
    const { member } = await people.signedIn()
    people.clock.forward({ days: 29 })
    assert.deepEqual(await people.identifier.renew(member), member)
    people.clock.forward({ days: 2 })
    await assert.rejects(people.identifier.renew(member), refused)
  })

  it('does not take the word of a token for what only the row knows', async () => {
    const one = await people.signedIn()
    const other = await people.signedIn()
    const mixed = [
      { org: other.member.organization_id },
      { sub: String(other.member.user_id) },
      { sid: other.member.credential_id },
      { org: other.member.organization_id, sub: String(other.member.user_id) }
    ]
    for (const claims of mixed) {
      const { sub, org, sid } = one.answer.authentication.payload
      const token = await people.tokens.sign(
        { sub, org, sid, ...claims },
        { expiresInSeconds: 60, now: people.clock.now() }
      )
      await assert.rejects(people.identifier.identify({ kind: 'token', token }), refused)
    }
    const { sub, org, sid } = one.answer.authentication.payload
    const boast = { sub, org, sid, role: 'owner', team_ids: [1] }
    const token = await people.tokens.sign(boast, { expiresInSeconds: 60, now: people.clock.now() })
    assert.deepEqual(await people.identifier.identify({ kind: 'token', token }), one.member)
  })

  it('accepts none of many bad tokens, at either door', async () => {
    const { answer } = await people.signedIn()
    const bad = badTokens(answer.accessToken, people)
    assert.ok(Object.keys(bad).length >= 30)
    for (const [what, token] of Object.entries(bad)) {
      const expected = (error: { code?: number }): boolean => error.code === 401
      await assert.rejects(people.identifier.identify({ kind: 'token', token }), expected, `identify: ${what}`)
      if (token === '' || token.length > 4_096) continue
      if (what === 'ran out a minute ago') continue
      await assert.rejects(people.logIn({ strategy: 'jwt', accessToken: token }), expected, `renew: ${what}`)
    }
    await people.identify(answer)
  })

  describe('after something was revoked', () => {
    it('refuses the token of a login that was logged out, here at once and elsewhere when it is heard', async () => {
      const { answer, member } = await people.signedIn()
      const elsewhere = anotherProcess(people)
      const credential = { kind: 'token', token: answer.accessToken } as const
      await elsewhere.identify(credential)

      await people.as(member, logOut)

      await assert.rejects(people.identify(answer), refused)
      await assert.rejects(people.identifier.renew(member), refused)
      for (const event of await eventsOf(people, member.organization_id)) elsewhere.hear(event)
      await assert.rejects(elsewhere.identify(credential), refused)
    })

    it('leaves other logins of the same person alone', async () => {
      const { member } = await people.signedIn('owner', 'two@example.org')
      const other = await people.logIn({
        strategy: 'local',
        email: 'two@example.org',
        password: 'correct horse battery'
      })
      await people.as(member, logOut)
      assert.equal((await people.identify(other)).user_id, member.user_id)
    })

    it('refuses within ten seconds where nothing is ever heard', async () => {
      const { answer, member } = await people.signedIn()
      const deaf = anotherProcess(people)
      const credential = { kind: 'token', token: answer.accessToken } as const
      await deaf.identify(credential)
      await people.as(member, logOut)
      people.clock.forward({ seconds: 11 })
      await assert.rejects(deaf.identify(credential), refused)
    })

    it('does not keep what it read just before', async () => {
      const { answer, member } = await people.signedIn()
      let release = (): void => {}
      const held = new Promise<void>(resolve => {
        release = resolve
      })
      let reads = 0
      const slow = createIdentifier({
        tokens: people.tokens,
        clock: people.clock,
        onError: console.error,
        database: {
          ...people.database,
          async query<Row extends object>(statement: Parameters<typeof people.database.query>[0]): Promise<Row[]> {
            const rows = await people.database.query<Row>(statement)
            if (reads++ === 0) await held
            return rows
          }
        }
      })
      const credential = { kind: 'token', token: answer.accessToken } as const
      const early = slow.identify(credential)
      while (reads === 0) await new Promise(resolve => setImmediate(resolve))

      await people.as(member, logOut)
      slow.forget(member.organization_id, member.user_id)
      const late = slow.identify(credential)
      release()

      await early
      await assert.rejects(late, refused)
      await assert.rejects(slow.identify(credential), refused)
    })

    it('forgets one person, not its colleagues', async () => {
      const { answer, member } = await people.signedIn()
      const other = await people.signedIn()
      people.identifier.forget(member.organization_id, 999_999)
      people.counts.queries = 0
      await people.identify(answer)
      assert.equal(people.counts.queries, 0)
      people.identifier.forget(member.organization_id, member.user_id)
      await people.identify(answer)
      await people.identify(other.answer)
      assert.equal(people.counts.queries, 1)
    })
  })

  describe('a change of rights', () => {
    it('shows the new role with the same token', async () => {
      const { member: owner } = await people.signedIn('owner')
      const agent = await people.person('promoted@example.org')
      await people.member(owner.organization_id, agent, 'agent')
      const answer = await people.logIn({
        strategy: 'local',
        email: 'promoted@example.org',
        password: 'correct horse battery'
      })
      assert.equal((await people.identify(answer)).role, 'agent')
      await people.as(owner, scope => updateUser(scope, agent, { role: 'admin' }))
      assert.equal((await people.identify(answer)).role, 'admin')
    })

    it('shows the visibility the organization has set', async () => {
      const { member, answer } = await people.signedIn('owner')
      await people.as(member, scope =>
        updateOrganization(scope, member.organization_id, { settings: { agent_visibility: 'assigned' } })
      )
      assert.equal((await people.identify(answer)).agent_visibility, 'assigned')
    })
  })

  describe('a key', () => {
    it('stands for its user, and is refused once it is revoked', async () => {
      const { member } = await people.signedIn('admin')
      const { secret, id } = await people.as(member, scope => createApiKey(scope, { name: 'Bridge' }))
      const found = await people.identifier.identify(byKey(secret))
      assert.deepEqual(found, { ...member, kind: 'api_key', credential_id: String(id), scopes: ['*:write'] })

      const elsewhere = anotherProcess(people)
      await elsewhere.identify(byKey(secret))
      await people.as(member, scope => removeApiKey(scope, id))

      await assert.rejects(people.identifier.identify(byKey(secret)), refused)
      await assert.rejects(people.identifier.renew(found), refused)
      for (const event of await eventsOf(people, member.organization_id)) elsewhere.hear(event)
      await assert.rejects(elsewhere.identify(byKey(secret)), refused)
      await elsewhere.idle()
    })

    it('is refused without a question when its checksum is wrong, and with one question when it is not known', async () => {
      const stranger = randomToken(API_KEY_PREFIX)
      const last = stranger.endsWith('0') ? '1' : '0'
      people.counts.queries = 0
      await assert.rejects(people.identifier.identify(byKey(stranger.slice(0, -1) + last)), refused)
      assert.equal(people.counts.queries, 0)
      for (let index = 0; index < 5; index++) await assert.rejects(people.identifier.identify(byKey(stranger)), refused)
      assert.equal(people.counts.queries, 1)
    })

    it('notes its use at most once a minute, behind the request', async () => {
      const { member } = await people.signedIn('admin')
      const { secret, id } = await people.as(member, scope => createApiKey(scope, { name: 'Bridge' }))
      const lastUse = async (): Promise<string | null | undefined> => {
        await people.identifier.idle()
        const text = 'select last_used_at from api_keys where organization_id = $1 and id = $2'
        const rows = await people.database.query<{ last_used_at: string | null }>({
          text,
          values: [member.organization_id, id]
        })
        return rows[0]?.last_used_at
      }
      assert.equal(await lastUse(), null)
      await people.identifier.identify(byKey(secret))
      const first = people.clock.now().toISOString()
      assert.equal(await lastUse(), first)
      people.clock.forward({ seconds: 30 })
      await people.identifier.identify(byKey(secret))
      assert.equal(await lastUse(), first)
      people.clock.forward({ seconds: 31 })
      await people.identifier.identify(byKey(secret))
      assert.equal(await lastUse(), people.clock.now().toISOString())
    })

    it('opens nothing with what stands in the database', async () => {
      const { member, answer } = await people.signedIn('admin')
      await people.as(member, scope => createApiKey(scope, { name: 'Bridge' }))
      const rows = await people.database.query({
        text: `select k.prefix, k.secret_hash, k.id::text as key_id, l.id::text as login_id, u.password_hash
          from api_keys k join logins l using (organization_id, user_id) join users u on u.id = k.user_id
          where k.organization_id = $1`,
        values: [member.organization_id]
      })
      const dump = rows.flatMap(row => Object.values(row)).map(String)
      assert.ok(dump.length >= 5)
      for (const text of dump) {
        await assert.rejects(people.identifier.identify(byKey(text)), refused)
        await assert.rejects(people.identifier.identify({ kind: 'token', token: text }), refused)
        await assert.rejects(
          people.logIn({ strategy: 'local', email: answer.user.email, password: text }, text.slice(-9)),
          {
            reason: 'bad_login'
          }
        )
      }
    })
  })
})

type Heard = Parameters<ReturnType<typeof anotherProcess>['hear']>[0]

function eventsOf(people: People, organizationId: number): Promise<Heard[]> {
  const text = 'select organization_id, type, data from events where organization_id = $1 order by id'
  return people.database.query<Heard>({ text, values: [organizationId] })
}

/** One by one wrong in a single way, all else as in the good one. */
function badTokens(good: string, { secret, clock }: People): Record<string, string> {
  const [head = '', body = '', signature = ''] = good.split('.')
  const header = parse(head)
  const claims = parse(body)
  const now = Math.floor(clock.now().getTime() / 1_000)
  const make = (moreHeader: object, moreClaims: object, key: Buffer = secret, hash = 'sha256'): string => {
    const signed = `${encode({ ...header, ...moreHeader })}.${encode({ ...claims, ...moreClaims })}`
    return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`
  }
  const unsigned = (alg: string): string => `${encode({ ...header, alg })}.${body}.`
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const es = `${encode({ ...header, alg: 'ES256' })}.${body}`
  const pem = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }).toString())

  return {
    empty: '',
    dots: '..',
    'a word': 'undefined',
    'two parts': `${head}.${body}`,
    'four parts': `${good}.${signature}`,
    'no signature': `${head}.${body}.`,
    'alg none': unsigned('none'),
    'alg None': unsigned('None'),
    'alg NONE, signature kept': `${encode({ ...header, alg: 'NONE' })}.${body}.${signature}`,
    'alg HS384': make({ alg: 'HS384' }, {}, secret, 'sha384'),
    'alg HS512': make({ alg: 'HS512' }, {}, secret, 'sha512'),
    'alg missing': make({ alg: undefined }, {}),
    'alg ES256, a key of its own': `${es}.${sign('sha256', Buffer.from(es), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`,
    'signed with a public key': make({}, {}, pem),
    'signed with nothing': make({}, {}, Buffer.alloc(0)),
    'signed with another secret': make({}, {}, randomBytes(32)),
    'signed with "secret"': make({}, {}, Buffer.from('secret')),
    'signature shortened': good.slice(0, -2),
    'signature of zeros': `${head}.${body}.${Buffer.alloc(32).toString('base64url')}`,
    'signature changed': `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    'body changed': `${head}.${encode({ ...claims, sub: '1' })}.${signature}`,
    'a key by jwk': make(
      { jwk: { kty: 'oct', k: Buffer.from('secret').toString('base64url') } },
      {},
      Buffer.from('secret')
    ),
    'a key by path': make({ kid: '/dev/null' }, {}, Buffer.alloc(0)),
    'critical extension': make({ crit: ['parley'], parley: true }, {}),
    'unencoded payload': make({ b64: false, crit: ['b64'] }, {}),
    'another type': make({ typ: 'JWT' }, {}),
    'no type': make({ typ: undefined }, {}),
    'another issuer': make({}, { iss: 'https://evil.test' }),
    'no issuer': make({}, { iss: undefined }),
    'another audience': make({}, { aud: `${AUDIENCE}-visitors` }),
    'no audience': make({}, { aud: undefined }),
    'issuer as audience': make({}, { aud: ISSUER }),
    'no expiry': make({}, { exp: undefined }),
    'expiry as text': make({}, { exp: String(now + 600) }),
    'ran out a minute ago': make({}, { exp: now - 60 }),
    'ran out a year ago': make({}, { exp: now - 31_536_000 }),
    'not yet': make({}, { nbf: now + 600 }),
    'no jti': make({}, { jti: undefined }),
    'no subject': make({}, { sub: undefined }),
    'subject as number': make({}, { sub: Number(claims['sub']) }),
    'subject with an operator': make({}, { sub: { $ne: '' } }),
    'subject with SQL': make({}, { sub: "1' or '1'='1" }),
    'subject of another': make({}, { sub: '999999999' }),
    'no organization': make({}, { org: undefined }),
    'organization as text': make({}, { org: String(claims['org']) }),
    'another organization': make({}, { org: 999_999_999 }),
    'organization beyond integers': make({}, { org: 2 ** 60 }),
    'no login': make({}, { sid: undefined }),
    'login with SQL': make({}, { sid: "' or true --" }),
    'another login': make({}, { sid: randomUUID() }),
    'a list of claims': (() => {
      const signed = `${head}.${encode([claims])}`
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
    })(),
    'null for claims': (() => {
      const signed = `${head}.${encode(null)}`
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
    })(),
    'trailing blank': `${good} `,
    'trailing newline': `${good}\n`,
    'as a bearer': `Bearer ${good}`,
    'very long': make({}, { pad: 'x'.repeat(8_000) }),
    'a key': randomToken(API_KEY_PREFIX)
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function parse(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString())
}
