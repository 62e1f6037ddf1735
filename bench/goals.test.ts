import assert from 'node:assert/strict'
import { goalsOf, missedBy } from './goals.ts'
import type { IngestMeasure } from './measures/ingest.ts'

const none = { lists: [], buffers: [], fanOut: [], filters: [], bulk: [], screen: [] }

function measure(
  subject: IngestMeasure['subject'],
  concurrency: number,
  perSecond: number,
  mixed = false
): IngestMeasure {
  return {
    subject,
    concurrency,
    mixed,
    sample: { perSecond, p50: 1, p99: 2, server: 100, postgres: 100, driver: 10 },
    sockets: 50,
    emits: 3
  }
}

describe('The goals', () => {
  it('are judged by the median of the rounds', () => {
    const limits = [measure('batched', 1, 1_000), measure('batched', 32, 6_000), measure('single', 32, 3_000)]
    const rounds = [100, 3_900, 3_900].map(perSecond => measure('parley', 32, perSecond))
    const goals = goalsOf({
      ...none,
      ingest: [...limits, ...rounds, measure('parley', 1, 900), measure('parley', 32, 2_000, true)]
    })

    assert.deepEqual(
      goals.map(goal => [goal.ratio, goal.met]),
      [
        [0.65, true],
        [1.3, true],
        [1, true],
        [1, true],
        [1, true]
      ]
    )
  })

  it('hold a bulk action beside one statement', () => {
    const measured = { rows: 10_000, server: 50, postgres: 100, answered: null }
    const bulk = [
      { ...measured, subject: 'sql', perSecond: 10_000 },
      { ...measured, subject: 'parley', perSecond: 2_500 }
    ] as const
    const [goal] = goalsOf({ ...none, ingest: [], bulk })

    assert.deepEqual([goal?.ratio, goal?.met], [0.25, false])
  })

  it('hold the phones to their promise', () => {
    const rounds = [400, 700, 1_200].map(p99 => ({ messages: 100, p50: 50, p99, server: 5_000, browser: '150' }))
    const [goal] = goalsOf({ ...none, ingest: [], screen: rounds })

    assert.deepEqual([goal?.ratio, goal?.met], [0.7, true])
  })

  it('say by which share of the bound one is missed', () => {
    const goal = { name: 'any', ratio: 2, rule: 'at most', bound: 1.6, met: false } as const

    assert.equal(missedBy(goal).toFixed(2), '0.25')
  })

  it('are not claimed for what was not measured', () => {
    assert.deepEqual(goalsOf({ ...none, ingest: [measure('parley', 32, 9_000)] }), [])
  })
})
