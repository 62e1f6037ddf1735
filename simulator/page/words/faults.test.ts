import assert from 'node:assert/strict'
import { FAULT_KINDS } from '../../server/index.ts'
import { FAULTS } from './faults.ts'

describe('The switches', () => {
  it('are one for each fault of the simulator', () => {
    const shown = FAULTS.flatMap(({ kinds }) => Object.keys(kinds))
    assert.deepEqual(shown.toSorted(), FAULT_KINDS.toSorted())
  })
})
