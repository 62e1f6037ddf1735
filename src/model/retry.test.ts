import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ERROR_CLASSES } from './message.ts'
import { waitBeforeFetch, waitBeforeRetry } from './retry.ts'

const DAY_MS = 86_400_000

describe('The wait before a further attempt', () => {
  it('doubles up to a quarter of an hour, half of it by chance', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7].map(attempt => waitBeforeRetry(attempt, 'temporary', undefined, 1))
    assert.deepEqual(longest, [2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000])
    const shortest = [1, 7].map(attempt => waitBeforeRetry(attempt, 'temporary', undefined, 0))
    assert.deepEqual(shortest, [1_000, 64_000])
  })

  it('ends after eight attempts, and after two where the provider keeps back', () => {
    assert.equal(waitBeforeRetry(8, 'temporary', undefined, 0), null)
    assert.equal(waitBeforeRetry(8, 'temporary', 5_000, 0), null)
    assert.equal(waitBeforeRetry(1, 'held_back', undefined, 0), DAY_MS)
    assert.equal(waitBeforeRetry(1, 'held_back', 5_000, 0), DAY_MS)
    assert.equal(waitBeforeRetry(2, 'held_back', undefined, 0), null)
  })

  it('is what the provider wishes, within a day', () => {
    assert.equal(waitBeforeRetry(1, 'rate_limited', 5_000, 0.5), 5_000)
    assert.equal(waitBeforeRetry(1, 'rate_limited', -5, 0.5), 0)
    assert.equal(waitBeforeRetry(1, 'rate_limited', 10 * DAY_MS, 0.5), DAY_MS)
  })

  it('grows by four between a pair of people that spoke too much', () => {
    const waits = [1, 2, 3, 7].map(attempt => waitBeforeRetry(attempt, 'pair_rate_limited', undefined, 0))
    assert.deepEqual(waits, [4_000, 16_000, 64_000, 900_000])
  })

  it('is never negative nor longer than a day, whatever the cause', () => {
    const cause = fc.constantFrom(...ERROR_CLASSES)
    const wish = fc.option(fc.integer(), { nil: undefined })
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), cause, wish, random, (...about) => {
        const wait = waitBeforeRetry(...about)
        assert.ok(wait === null || (wait >= 0 && wait <= DAY_MS))
      })
    )
  })
})

describe("Waiting before asking again for a customer's media", () => {
  it('grows to an hour and never ends by itself', () => {
    assert.deepEqual(
      [1, 2, 3, 50].map(attempt => waitBeforeFetch(attempt, undefined, 1)),
      [4_000, 16_000, 64_000, 3_600_000]
    )
  })

  it('leaves half of it to chance', () => {
    assert.equal(waitBeforeFetch(1, undefined, 0), 2_000)
  })

  it("follows the provider's wish between a second and a day", () => {
    assert.deepEqual(
      [7_000, -1, 10 ** 12].map(wish => waitBeforeFetch(3, wish, 0.5)),
      [7_000, 1_000, 86_400_000]
    )
  })
})
