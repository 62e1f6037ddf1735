import assert from 'node:assert/strict'
import { pick } from './slots.ts'

describe('Taking a phone', () => {
  it('puts it in the hand that has waited longer', () => {
    assert.deepEqual(pick({ held: ['ada', 'bruno'], latest: 0 }, 'mei'), { held: ['ada', 'mei'], latest: 1 })
  })

  it('leaves one where it is that is held already', () => {
    assert.deepEqual(pick({ held: ['ada', 'bruno'], latest: 1 }, 'ada'), { held: ['ada', 'bruno'], latest: 0 })
  })
})
