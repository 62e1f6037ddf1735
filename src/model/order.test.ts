import assert from 'node:assert/strict'
import { putAt } from './order.ts'

describe('Putting something at a place', () => {
  it('moves it there, and the others close up', () => {
    assert.deepEqual(putAt([1, 2, 3, 4], 4, 0), [4, 1, 2, 3])
    assert.deepEqual(putAt([1, 2, 3, 4], 1, 2), [2, 3, 1, 4])
    assert.deepEqual(putAt([1, 2, 3], 2, 1), [1, 2, 3])
  })

  it('adds what is new, and takes a place beyond the end for the end', () => {
    assert.deepEqual(putAt([1, 2], 3, 1), [1, 3, 2])
    assert.deepEqual(putAt([1, 2, 3], 1, 99), [2, 3, 1])
    assert.deepEqual(putAt([], 1, 5), [1])
  })
})
