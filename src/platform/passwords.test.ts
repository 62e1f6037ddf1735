import assert from 'node:assert/strict'
import { scryptSync } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { hashPassword, needsRehash, verifyPassword } from './passwords.ts'

describe('A password', () => {
  let encoded: string
  before(async () => {
    encoded = await hashPassword('correct horse')
  })

  it('is known again, and no other is', async () => {
    assert.equal(await verifyPassword(encoded, 'correct horse'), true)
    for (const other of ['', 'correct horsE', 'correct horse ', encoded])
      assert.equal(await verifyPassword(encoded, other), false)
  })

  it('is kept in a form that others can read, salted anew each time', async () => {
    assert.match(encoded, /^\$scrypt\$N=32768,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/)
    assert.notEqual(await hashPassword('correct horse'), encoded)
    const [, , , salt = '', hash] = encoded.split('$')
    const options = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 27 }
    const expected = scryptSync('correct horse', Buffer.from(salt, 'base64url'), 32, options)
    assert.equal(hash, expected.toString('base64url'))
  })

  it('is never right for nobody, nor for a hash that cannot be read', async () => {
    const unreadable = [
      '',
      'x',
      encoded.slice(0, -10),
      encoded.replace('N=32768', 'N=4194304'),
      encoded.replace('N=32768', 'N=32767'),
      encoded.replace('N=32768', 'N=2'),
      encoded.replace('p=1', 'p=0')
    ]
    for (const nobody of [null, ...unreadable]) assert.equal(await verifyPassword(nobody, 'correct horse'), false)
  })

  it('asks to be hashed anew when the cost has changed', () => {
    assert.equal(needsRehash(encoded), false)
    for (const old of [encoded.replace('N=32768', 'N=16384'), encoded.replace('r=8', 'r=4'), '$2b$10$abc'])
      assert.equal(needsRehash(old), true)
  })

  it('takes as long for nobody as for somebody', async function () {
    this.timeout(60_000)
    const times = { nobody: [] as number[], somebody: [] as number[] }
    for (let round = 0; round < 4; round++) {
      times.nobody.push(await duration(() => verifyPassword(null, 'wrong password')))
      times.somebody.push(await duration(() => verifyPassword(encoded, 'wrong password')))
    }
    const ratio = Math.min(...times.nobody) / Math.min(...times.somebody)
    assert.ok(ratio > 0.5 && ratio < 2, `ratio ${ratio}`)
  })

  it('does not hold up the process while twenty are checked', async function () {
    this.timeout(60_000)
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const answers = await Promise.all(Array.from({ length: 20 }, () => verifyPassword(encoded, 'wrong password')))
    delay.disable()
    assert.ok(answers.every(answer => answer === false))
    assert.ok(delay.percentile(99) / 1e6 < 100, `p99 ${delay.percentile(99) / 1e6} ms`)
  })
})

async function duration(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}
