import assert from 'node:assert/strict'
import { mayAnswer } from './opt-out.ts'

const OUT = '2026-03-01T12:00:00.000Z'

describe('Somebody who wants no messages', () => {
  it('gets none, but answers to what they have written since', () => {
    assert.equal(mayAnswer(OUT, '2026-03-02T11:00:00.000Z', 24), false)
    assert.equal(mayAnswer(OUT, '2026-03-02T12:00:01.000Z', 24), true)
  })

  it('gets none where nobody knows when they wrote', () => {
    assert.equal(mayAnswer(OUT, null, 24), false)
    assert.equal(mayAnswer(OUT, null, null), false)
  })

  it('is somebody who has said so', () => {
    assert.equal(mayAnswer(null, null, null), true)
  })
})
