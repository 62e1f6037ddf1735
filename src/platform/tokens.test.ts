import assert from 'node:assert/strict'
import { createHmac, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createTokens, TokenExpired, TokenInvalid } from './tokens.ts'

const secret = randomBytes(32)
const options = { secret, issuer: 'https://here', audience: 'people' }
const tokens = createTokens(options)
const now = new Date('2026-03-01T12:00:00.000Z')
const time = now.getTime() / 1000
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const signed = () => tokens.sign({ sub: '7', rights: ['a'] }, { expiresInSeconds: 900, now })

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const goodHeader = { alg: 'HS256', typ: 'parley+jwt' }
const goodClaims = { iss: 'https://here', aud: 'people', sub: '7', jti: 'j1', iat: time, exp: time + 900 }

/** A token made by hand, so that everything about it may be wrong. */
function forge(header: object, claims: object | string, key: Uint8Array | string = secret, hash = 'sha256'): string {
  const encode = (part: object | string) =>
    Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
  const text = `${encode(header)}.${encode(claims)}`
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
}

const without = (field: keyof typeof goodClaims) =>
  Object.fromEntries(Object.entries(goodClaims).filter(([key]) => key !== field))
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

async function badTokens(): Promise<Record<string, string>> {
  const good = await signed()
  const [head = '', body = '', signature = ''] = good.split('.')
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'parley+jwt' })).toString('base64url')
  const rs = Buffer.from(JSON.stringify({ alg: 'RS256', typ: 'parley+jwt' })).toString('base64url')
  const rsSignature = createSign('sha256').update(`${rs}.${body}`).sign(rsa.privateKey).toString('base64url')
  const twin = LETTERS[LETTERS.indexOf(signature.slice(-1)) ^ 1]
  const jwk = { kty: 'oct', k: Buffer.from('attacker').toString('base64url') }
  return {
    nothing: '',
    'a word': 'token',
    'two parts': `${head}.${body}`,
    'four parts': `${good}.x`,
    'five parts, as if encrypted': `${good}.x.y`,
    'a space behind': `${good} `,
    'a line break behind': `${good}\n`,
    'no signature': `${head}.${body}.`,
    'no algorithm': `${none}.${body}.`,
    'no algorithm but a signature': `${none}.${body}.${signature}`,
    'none in other letters': forge({ ...goodHeader, alg: 'nOnE' }, goodClaims),
    'an algorithm that is missing': forge({ typ: 'parley+jwt' }, goodClaims),
    HS384: forge({ ...goodHeader, alg: 'HS384' }, goodClaims, secret, 'sha384'),
    HS512: forge({ ...goodHeader, alg: 'HS512' }, goodClaims, secret, 'sha512'),
    'HS512 in name only': forge({ ...goodHeader, alg: 'HS512' }, goodClaims),
    'RS256 by a stranger': `${rs}.${body}.${rsSignature}`,
    'another secret': forge(goodHeader, goodClaims, randomBytes(32)),
    'an empty secret': forge(goodHeader, goodClaims, ''),
    'a public key as the secret': forge(goodHeader, goodClaims, rsa.publicKey.export({ type: 'spki', format: 'pem' })),
    'other claims under the same signature': `${head}.${Buffer.from(JSON.stringify({ ...goodClaims, sub: '8' })).toString('base64url')}.${signature}`,
    'another spelling of the signature': good.slice(0, -1) + twin,
    'a shortened signature': good.slice(0, -4),
    'a signature in plain base64': `${head}.${body}.${Buffer.from(signature, 'base64url').toString('base64')}`,
    'a key in the header': forge({ ...goodHeader, jwk }, goodClaims),
    'that key used': forge({ ...goodHeader, jwk }, goodClaims, 'attacker'),
    'a key address in the header': forge({ ...goodHeader, jku: 'https://evil/keys' }, goodClaims),
    'a certificate address': forge({ ...goodHeader, x5u: 'https://evil/cert' }, goodClaims),
    'a key id that is a path': forge({ ...goodHeader, kid: '../../dev/null' }, goodClaims),
    'a critical extension': forge({ ...goodHeader, crit: ['b64'], b64: false }, goodClaims),
    'another type': forge({ ...goodHeader, typ: 'visitor+jwt' }, goodClaims),
    'the type JWT': forge({ ...goodHeader, typ: 'JWT' }, goodClaims),
    'no type': forge({ alg: 'HS256' }, goodClaims),
    'another issuer': forge(goodHeader, { ...goodClaims, iss: 'https://there' }),
    'no issuer': forge(goodHeader, without('iss')),
    'another audience': forge(goodHeader, { ...goodClaims, aud: 'visitors' }),
    'no audience': forge(goodHeader, without('aud')),
    'no end': forge(goodHeader, without('exp')),
    'an end in words': forge(goodHeader, { ...goodClaims, exp: 'tomorrow' }),
    'no end but null': forge(goodHeader, { ...goodClaims, exp: null }),
    'no beginning': forge(goodHeader, without('iat')),
    'a beginning to come': forge(goodHeader, { ...goodClaims, iat: time + 120 }),
    'not before later': forge(goodHeader, { ...goodClaims, nbf: time + 120 }),
    'no id': forge(goodHeader, without('jti')),
    'an id that is a number': forge(goodHeader, { ...goodClaims, jti: 7 }),
    'claims that are a list': forge(goodHeader, '[]'),
    'claims that are no JSON': forge(goodHeader, '{'),
    'claims that are null': forge(goodHeader, 'null'),
    'far too much': forge(goodHeader, { ...goodClaims, sub: 'x'.repeat(10_000) })
  }
}

describe('A token', () => {
  it('brings back its claims, with an id and its times', async () => {
    const claims = await tokens.verify(await signed(), now)
    assert.deepEqual({ ...claims, jti: '' }, { ...goodClaims, rights: ['a'], jti: '' })
    assert.match(String(claims['jti']), /^[0-9a-f-]{36}$/)
  })

  it('is accepted when made by hand after the same rules, which shows that the bad ones fail for their fault', async () => {
    assert.equal((await tokens.verify(forge(goodHeader, goodClaims), now))['sub'], '7')
  })

  it('is refused when anything about it is wrong', async () => {
    const bad = Object.entries(await badTokens())
    assert.ok(bad.length >= 30)
    for (const [fault, token] of bad)
      for (const _twice of [1, 2]) await assert.rejects(tokens.verify(token, now), TokenInvalid, fault)
  })

  it('is refused and not merely over when anything about it is wrong besides', async () => {
    const over = { ...goodClaims, exp: time - 31 }
    const twin = forge(goodHeader, over).replace(/.$/, last => LETTERS[LETTERS.indexOf(last) ^ 1] ?? '')
    const bad = {
      'another spelling of the signature': twin,
      'a key id': forge({ ...goodHeader, kid: '1' }, over),
      'another secret': forge(goodHeader, over, randomBytes(32)),
      'an id that is a number': forge(goodHeader, { ...over, jti: 7 }),
      'another audience': forge(goodHeader, { ...over, aud: 'visitors' })
    }
    for (const [fault, token] of Object.entries(bad))
      await assert.rejects(tokens.verify(token, now), TokenInvalid, fault)
    await assert.rejects(tokens.verify(forge(goodHeader, over), now), TokenExpired)
  })

  it('ends on time, with a leeway of half a minute, also when remembered', async () => {
    const token = await signed()
    await tokens.verify(token, now)
    await tokens.verify(token, later(929))
    for (const verifier of [tokens, createTokens(options)])
      await assert.rejects(
        verifier.verify(token, later(930)),
        (error: unknown) => error instanceof TokenExpired && error.claims['sub'] === '7'
      )
  })

  it('is not valid before its time, also when remembered', async () => {
    const token = await signed()
    await tokens.verify(token, now)
    for (const verifier of [tokens, createTokens(options)])
      await assert.rejects(verifier.verify(token, later(-120)), TokenInvalid)
  })

  it('shares claims that nobody can change', async () => {
    const token = await signed()
    const claims = await tokens.verify(token, now)
    assert.equal(await tokens.verify(token, now), claims)
    assert.throws(() => Object.assign(claims, { sub: '1' }), TypeError)
    assert.ok(Array.isArray(claims['rights']) && Object.isFrozen(claims['rights']))
  })

  it('lets no one choose its id, issuer, audience or end', async () => {
    const token = await tokens.sign({ jti: 'mine', iss: 'x', aud: 'y', exp: 9e9 }, { expiresInSeconds: 60, now })
    const { jti, iss, aud, exp } = await tokens.verify(token, now)
    assert.deepEqual([iss, aud, exp], ['https://here', 'people', time + 60])
    assert.notEqual(jti, 'mine')
  })

  it('is not made with a short secret', () => {
    assert.throws(() => createTokens({ ...options, secret: randomBytes(31) }), RangeError)
  })
})
