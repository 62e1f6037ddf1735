import assert from 'node:assert/strict'
import { randomToken } from '../platform/secrets.ts'
import { API_KEY_PREFIX, isWellFormedKey, readCredential } from './credential.ts'

const key = randomToken(API_KEY_PREFIX)
const refused = { reason: 'not_authenticated', code: 401 }

describe('The credential of a caller', () => {
  it('is a bearer token, told from a key by how the key begins', () => {
    assert.deepEqual(readCredential({ authorization: 'Bearer a.b.c' }), { kind: 'token', token: 'a.b.c' })
    assert.deepEqual(readCredential({ authorization: 'bearer  a.b.c' }), { kind: 'token', token: 'a.b.c' })
    assert.deepEqual(readCredential({ authorization: `Bearer ${key}` }), { kind: 'api_key', key })
  })

  it('is the header for keys', () => {
    assert.deepEqual(readCredential({ 'x-api-key': key }), { kind: 'api_key', key })
  })

  it('is what the handshake of a socket carries', () => {
    assert.deepEqual(readCredential({}, { token: 'a.b.c' }), { kind: 'token', token: 'a.b.c' })
    assert.deepEqual(readCredential({}, { accessToken: 'a.b.c' }), { kind: 'token', token: 'a.b.c' })
    assert.deepEqual(readCredential({}, { token: key }), { kind: 'api_key', key })
    assert.deepEqual(readCredential({}, { apiKey: key }), { kind: 'api_key', key })
  })

  it('may be missing', () => {
    for (const auth of [undefined, null, 'a.b.c', 7, {}, { token: null }, { token: '' }, Object.create({ token: 'x' })])
      assert.equal(readCredential({ authorization: undefined, 'x-api-key': '' }, auth), null)
  })

  it('is never read from cookies', () => {
    assert.equal(readCredential({ cookie: 'feathers-jwt=a.b.c; authorization=Bearer a.b.c' }), null)
  })

  it('is refused in any other scheme or shape', () => {
    for (const authorization of ['Basic aWQ6c2VjcmV0', 'a.b.c', 'Bearer', 'Bearer a b', 'Digest x', 'Bearer\ta.b.c'])
      assert.throws(() => readCredential({ authorization }), refused, authorization)
    const long = 'x'.repeat(5_000)
    for (const auth of [{ token: { $ne: 'x' } }, { token: ['a'] }, { token: 7 }, { apiKey: true }, { token: long }])
      assert.throws(() => readCredential({}, auth), refused)
    assert.throws(() => readCredential({ 'x-api-key': [key, key] }), refused)
    assert.throws(() => readCredential({ authorization: `Bearer ${long}` }), refused)
  })

  it('is one: the same twice is fine, two that differ are not', () => {
    const both = { authorization: `Bearer ${key}`, 'x-api-key': key }
    assert.deepEqual(readCredential(both), { kind: 'api_key', key })
    assert.throws(() => readCredential({ authorization: 'Bearer a.b.c', 'x-api-key': key }), refused)
    assert.throws(() => readCredential({ 'x-api-key': key }, { token: 'a.b.c' }), refused)
  })
})

describe('A key', () => {
  it('carries a checksum that catches every single slip', () => {
    assert.equal(isWellFormedKey(key), true)
    for (let index = API_KEY_PREFIX.length + 1; index < key.length; index++) {
      const other = key[index] === 'A' ? 'B' : 'A'
      assert.equal(isWellFormedKey(key.slice(0, index) + other + key.slice(index + 1)), false, `at ${index}`)
    }
  })

  it('has one form', () => {
    for (const bad of [
      '',
      key.slice(1),
      `${key}x`,
      ` ${key}`,
      key.replace('live', 'test'),
      `${key}\n`,
      key.toLowerCase()
    ])
      assert.equal(isWellFormedKey(bad), false, bad)
  })

  it('has 190 bits of chance: no two of a thousand agree', () => {
    const many = new Set(Array.from({ length: 1_000 }, () => randomToken(API_KEY_PREFIX)))
    assert.equal(many.size, 1_000)
  })
})
