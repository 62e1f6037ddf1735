import assert from 'node:assert/strict'
import { Type } from 'typebox'
import { closed, oneOf, orNull } from './schema.ts'
import { compileReader, compileValidator } from './validate.ts'

const letter = closed({
  to: Type.String({ format: 'email' }),
  kind: oneOf(['note', 'parcel']),
  weight: Type.Optional(orNull(Type.Integer({ minimum: 1 }))),
  body: Type.Optional(
    Type.Union([
      closed({ type: Type.Literal('text'), text: Type.String({ maxLength: 5 }) }),
      closed({ type: Type.Literal('list'), items: Type.Array(Type.String()) })
    ])
  ),
  files: Type.Optional(Type.Array(closed({ file_size: Type.Integer() }))),
  extra: Type.Optional(Type.Record(Type.String(), Type.Unknown()))
})

const read = compileReader(letter)
const complaints = compileValidator(letter)
const good = { to: 'a@example.org', kind: 'note' }

describe('Checking data', () => {
  it('answers a copy that shares nothing and inherits nothing', () => {
    const sent = { ...good, extra: { deep: [{ a: 1 }] }, weight: undefined }
    const checked = read(sent)
    assert.ok(checked.kind === 'valid')
    assert.equal(JSON.stringify(checked.value), JSON.stringify(sent))
    assert.equal(Object.getPrototypeOf(checked.value), null)
    assert.notEqual(checked.value.extra, sent.extra)
    assert.equal('weight' in checked.value, false)
  })

  it('names unknown, missing and wrong fields with their paths', () => {
    const wrong = { kind: 'letter', weight: '5', files: [{ file_size: '1' }, { file_size: 1, name: 'a' }], id: 1 }
    assert.deepEqual(
      complaints(wrong).toSorted((a, b) => a.path.localeCompare(b.path)),
      [
        { path: 'files[0].file_size', message: 'must be integer' },
        { path: 'files[1].name', message: 'is no known field' },
        { path: 'id', message: 'is no known field' },
        { path: 'kind', message: 'must be one of note, parcel' },
        { path: 'to', message: 'is missing' },
        { path: 'weight', message: 'must be integer or null' }
      ]
    )
    assert.deepEqual(complaints({ ...good, to: 'nobody' }), [{ path: 'to', message: 'must be a valid email' }])
  })

  it('speaks of the form that was meant', () => {
    assert.deepEqual(complaints({ ...good, weight: 0 }), [{ path: 'weight', message: 'must be >= 1' }])
    assert.deepEqual(complaints({ ...good, body: { type: 'text', text: 'too long' } }), [
      { path: 'body.text', message: 'must NOT have more than 5 characters' }
    ])
  })

  it('names the field that tells the forms apart', () => {
    assert.deepEqual(complaints({ ...good, body: { type: 'song' } }), [
      { path: 'body.type', message: 'must be one of text, list' }
    ])
    assert.deepEqual(complaints({ ...good, body: { text: 'short' } }), [{ path: 'body.type', message: 'is missing' }])
  })

  it('refuses what every object inherits, on every level', () => {
    const sent: unknown = JSON.parse(
      '{"to":"a@example.org","kind":"note","__proto__":{"x":1},"extra":{"a":{"constructor":1}}}'
    )
    assert.deepEqual(
      complaints(sent).map(({ path }) => path),
      ['__proto__', 'extra.a.constructor']
    )
    assert.equal(Reflect.get({}, 'x'), undefined)
  })

  it('refuses what PostgreSQL cannot store', () => {
    assert.deepEqual(
      complaints({ ...good, extra: { a: 'x\0', b: '\ud800', 'c\0': 1, d: '😀' } }).map(({ message }) => message),
      Array(3).fill('has unstorable characters')
    )
  })

  it('bounds depth, size and the number of complaints', () => {
    let deep: unknown = 1
    for (let depth = 0; depth < 50_000; depth++) deep = [deep]
    assert.match(complaints({ ...good, extra: { deep } })[0]?.message ?? '', /nested/)
    assert.match(complaints({ ...good, extra: { wide: Array(20_000).fill(1) } })[0]?.message ?? '', /more than 10000/)
    assert.equal(complaints({ ...good, files: Array(500).fill(1) }).length, 20)
  })

  it('takes JSON alone', () => {
    for (const value of [undefined, Number.NaN, 1n, Buffer.from('a'), new Date(), () => 1]) {
      assert.deepEqual(complaints({ ...good, extra: { value: [value] } }), [
        { path: 'extra.value[0]', message: 'is no JSON' }
      ])
    }
    assert.deepEqual(complaints('text'), [{ path: '', message: 'must be object' }])
  })
})
