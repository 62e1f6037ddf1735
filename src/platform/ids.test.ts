import assert from 'node:assert/strict'
import { isUuid, newId } from './ids.ts'

describe('An id', () => {
  it('is a UUID of version 7 that carries its time', () => {
    const before = Date.now()
    const id = newId()
    const time = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.ok(time >= before && time <= Date.now() + 1)
  })

  it('sorts after all that were made before it, however quickly', () => {
    const ids = Array.from({ length: 50_000 }, newId)
    assert.equal(new Set(ids).size, ids.length)
    assert.deepEqual(ids.toSorted(), ids)
  })

  it('is told from what is none', () => {
    assert.ok(isUuid(newId()) && isUuid('018F4E2A-7B1C-7D3E-8F4A-5B6C7D8E9F0A'))
    for (const bad of ['', 'x', 7, null, undefined, {}, newId().slice(1), `${newId()}\n`, `{${newId()}}`])
      assert.ok(!isUuid(bad), String(bad))
  })
})
