import assert from 'node:assert/strict'
import { openJson } from './open-json.ts'

function open(source: string) {
  return openJson(new TextEncoder().encode(source))
}

describe('Opening JSON of strangers', () => {
  it('gives the value', () => {
    assert.deepEqual(open('{"a":[1,"x",null,true]}'), { value: { a: [1, 'x', null, true] } })
  })

  it('replaces what PostgreSQL cannot store and leaves whole emoji alone', () => {
    assert.deepEqual(open('{"a\\u0000":"\\ud83d\\ude00 \\ud83d \\u0000"}'), {
      value: { 'a\uFFFD': '😀 \uFFFD \uFFFD' }
    })
  })

  it('keeps __proto__ an ordinary field', () => {
    const opened = open('{"__proto__":{"admin":true}}')
    assert.ok('value' in opened)
    assert.equal(Object.getPrototypeOf(opened.value), Object.prototype)
  })

  it('says what is not JSON, and keeps its beginning', () => {
    assert.deepEqual(open('<html>'), { reason: 'not_json', raw: '<html>' })
    assert.deepEqual(open(''), { reason: 'not_json', raw: '' })
  })

  it('says what is nested too deep, however deep', () => {
    for (const depth of [65, 1_000_000]) {
      const opened = open('['.repeat(depth) + ']'.repeat(depth))
      assert.ok('reason' in opened)
      assert.equal(opened.reason, 'too_deep')
    }
  })

  it('does not even parse what is too large', () => {
    const opened = open(`"${'x'.repeat(9 * 1024 * 1024)}"`)
    assert.ok('reason' in opened)
    assert.equal(opened.reason, 'too_large')
    assert.equal(opened.raw.length, 2_000)
  })
})
