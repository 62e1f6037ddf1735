import assert from 'node:assert/strict'
import { preview } from './message.ts'

describe('A preview', () => {
  it('is the text on one line, else the kind', () => {
    assert.equal(preview('text', '  Hello\n\tthere '), 'Hello there')
    for (const nothing of [null, '', ' \n']) assert.equal(preview('image', nothing), '[image]')
  })

  it('is cut, and never within a character', () => {
    assert.equal(preview('text', 'x'.repeat(200)), 'x'.repeat(140))
    assert.equal(preview('text', `${'x'.repeat(139)}😀`), 'x'.repeat(139))
    assert.equal(preview('text', `${'x'.repeat(138)}😀!`), `${'x'.repeat(138)}😀`)
  })
})
