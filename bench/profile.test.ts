import assert from 'node:assert/strict'
import { hottest } from './profile.ts'

describe('A profile', () => {
  it('names functions by their own share of the busy time, the idle left out', () => {
    const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 6 })
    const profile = {
      nodes: [
        { id: 1, callFrame: frame('(idle)') },
        { id: 2, callFrame: frame('parse', 'file:///house/dist/main.js') },
        { id: 3, callFrame: frame('(garbage collector)') },
        { id: 4, callFrame: frame('parse', 'file:///house/dist/main.js') }
      ],
      samples: [1, 2, 3, 4],
      timeDeltas: [1_000, 200, 100, 100]
    }

    assert.deepEqual(hottest(profile), [
      { where: 'parse main.js:7', share: 0.75 },
      { where: '(garbage collector)', share: 0.25 }
    ])
  })
})
