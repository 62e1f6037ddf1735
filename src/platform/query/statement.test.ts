import assert from 'node:assert/strict'
import { createNamer } from './statement.ts'

describe('Naming statements', () => {
  it('names a text at its third sight, and keeps the name', () => {
    const nameOf = createNamer()
    assert.deepEqual([nameOf('select 1'), nameOf('select 1')], [undefined, undefined])
    const name = nameOf('select 1')
    assert.match(name ?? '', /^q_[\w-]{16}$/)
    assert.equal(nameOf('select 1'), name)
  })

  it('keeps names for the texts that come back, among thousands that do not', () => {
    const nameOf = createNamer()
    for (let once = 0; once < 5000; once++) nameOf(`select ${once}`)
    for (let time = 0; time < 3; time++) nameOf('select common')
    assert.ok(nameOf('select common'))
  })

  it('gives 200 names and no more', () => {
    const nameOf = createNamer()
    for (let time = 0; time < 3; time++) for (let text = 0; text < 300; text++) nameOf(`select ${text}`)
    const names = Array.from({ length: 300 }, (_, text) => nameOf(`select ${text}`)).filter(Boolean)
    assert.equal(new Set(names).size, 200)
  })
})
