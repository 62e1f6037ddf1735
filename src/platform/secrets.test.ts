import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import {
  checksumHolds,
  createVault,
  deriveKey,
  equalInConstantTime,
  hmacSha256,
  randomText,
  randomToken,
  SecretUnreadable,
  sha256
} from './secrets.ts'

const old = { id: 'k1', key: randomBytes(32) }
const young = { id: 'k2', key: randomBytes(32) }
const vault = createVault([old])
const HERE = '1:accounts:7:credentials'

describe('A vault', () => {
  it('opens what it sealed', () => {
    assert.equal(vault.open(vault.seal('grüße', HERE), HERE), 'grüße')
    assert.equal(vault.open(vault.seal('', HERE), HERE), '')
  })

  it('never seals the same text alike, nor lets it be seen', () => {
    const boxes = Array.from({ length: 100 }, () => vault.seal('canary', HERE))
    assert.equal(new Set(boxes).size, 100)
    for (const box of boxes) assert.ok(!Buffer.from(box.split('.')[2] ?? '', 'base64url').includes('canary'))
  })

  it('refuses a value that was moved to another place', () => {
    const sealed = vault.seal('secret', HERE)
    for (const there of ['2:accounts:7:credentials', '1:accounts:8:credentials', ''])
      assert.throws(() => vault.open(sealed, there), SecretUnreadable)
  })

  it('refuses every changed byte, a shortened tag and nonsense', () => {
    const [version, id, box = ''] = vault.seal('secret', HERE).split('.')
    const bytes = Buffer.from(box, 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
      assert.throws(() => vault.open(`${version}.${id}.${changed.toString('base64url')}`, HERE), SecretUnreadable)
    }
    const empty = Buffer.from(vault.seal('', HERE).split('.')[2] ?? '', 'base64url')
    const short = empty.subarray(0, 12 + 4).toString('base64url')
    for (const bad of ['', 'v1', 'v1.k1', 'v1.k1.', `v1.k1.${short}`, `v2.k1.${box}`, `v1.k9.${box}`, `v1.k1.${box}.x`])
      assert.throws(() => vault.open(bad, HERE), SecretUnreadable)
  })

  it('turns its keys: opens the old, seals with the new, and knows which need sealing again', () => {
    const sealed = vault.seal('secret', HERE)
    const turned = createVault([young, old])
    assert.ok(turned.needsReseal(sealed))

    const again = turned.seal(turned.open(sealed, HERE), HERE)
    assert.ok(!turned.needsReseal(again))
    assert.equal(createVault([young]).open(again, HERE), 'secret')
    assert.throws(() => vault.open(again, HERE), SecretUnreadable)
  })

  it('does not take one key for another by its name', () => {
    const impostor = createVault([{ id: 'k1', key: young.key }])
    assert.throws(() => impostor.open(vault.seal('secret', HERE), HERE), SecretUnreadable)
  })

  it('is not built on keys of the wrong size or the same name', () => {
    assert.throws(() => createVault([{ id: 'k', key: randomBytes(16) }]), RangeError)
    assert.throws(() => createVault([old, { ...young, id: 'k1' }]), RangeError)
    assert.throws(() => createVault([{ ...old, id: 'a.b' }]), RangeError)
  })
})

describe('A derived key', () => {
  const key = (secret: string, purpose: string) => deriveKey(Buffer.from(secret), purpose)

  it('is stable, of 32 bytes and different for each purpose', () => {
    assert.deepEqual(key('secret', 'vault'), key('secret', 'vault'))
    assert.equal(key('secret', 'vault').length, 32)
    assert.notDeepEqual(key('secret', 'vault'), key('secret', 'tokens'))
    assert.notDeepEqual(key('secret', 'vault'), key('other', 'vault'))
  })
})

describe('A random token', () => {
  it('carries a prefix, 32 random characters and six of checksum', () => {
    const token = randomToken('pk_live')
    assert.match(token, /^pk_live_[0-9A-Za-z]{38}$/)
    assert.ok(checksumHolds(token))
  })

  it('is never the same', () => {
    assert.equal(new Set(Array.from({ length: 2000 }, () => randomToken('pk'))).size, 2000)
    assert.equal(new Set(Array.from({ length: 2000 }, randomText)).size, 2000)
  })

  it('favours no letter', () => {
    const counts = new Map<string, number>()
    for (const letter of Array.from({ length: 2000 }, randomText).join('')) {
      counts.set(letter, (counts.get(letter) ?? 0) + 1)
    }
    assert.equal(counts.size, 62)
    // 64,000 letters: 1032 of each, give or take 32; eight times that never happens by chance.
    for (const [letter, count] of counts) assert.ok(Math.abs(count - 1032) < 256, `${letter}: ${count}`)
  })

  it('gives itself away when any character is changed, lost or added', () => {
    const token = randomToken('pk_live')
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'x' ? 'y' : 'x'
      assert.ok(!checksumHolds(token.slice(0, at) + other + token.slice(at + 1)), `changed at ${at}`)
      assert.ok(!checksumHolds(token.slice(0, at) + token.slice(at + 1)), `lost at ${at}`)
    }
    for (const bad of ['', 'pk_', 'x'.repeat(38), `${token} `, `${token}\n`, 'a'.repeat(10_000)])
      assert.ok(!checksumHolds(bad))
  })
})

describe('Digests', () => {
  it('agree with the published examples', () => {
    assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    assert.equal(
      hmacSha256('Jefe', 'what do ya want for nothing?').toString('hex'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
    )
  })

  it('compare texts and bytes of any length', () => {
    assert.ok(equalInConstantTime('secret', Buffer.from('secret')))
    for (const other of ['', 'secreT', 'secret ', 'secre']) assert.ok(!equalInConstantTime('secret', other))
  })
})
