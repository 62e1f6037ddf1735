import assert from 'node:assert/strict'
import { isFoundWithin, searchWords } from './search-words.ts'

describe('What is looked for', () => {
  it('is every word of a text', () => {
    assert.deepEqual(searchWords('  Ada  Lovelace '), ['Ada', 'Lovelace'])
    assert.deepEqual(searchWords('ada@example.org'), ['ada@example.org'])
    assert.deepEqual(searchWords('   '), [])
  })

  it('is a phone number in digits, however it is written', () => {
    for (const written of ['+90 (532) 123-45-67', '0090 532 123 45 67', '905321234567'])
      assert.deepEqual(searchWords(written), ['905321234567'], written)
    assert.deepEqual(searchWords('0532 123'), ['532123'])
    assert.deepEqual(searchWords('7'), ['7'])
    assert.deepEqual(searchWords('Room 12'), ['Room', '12'])
    assert.deepEqual(searchWords('000'), ['000'])
  })

  it('has an end', () => {
    assert.equal(searchWords('a '.repeat(500)).length, 8)
  })

  it('is found within words from three characters on', () => {
    assert.deepEqual(['ab', 'abc', '李明', '👩🏽‍🚒'].map(isFoundWithin), [false, true, false, true])
  })
})
