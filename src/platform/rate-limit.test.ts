import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createManualClock, type Span } from './clock.ts'
import { createRateLimit } from './rate-limit.ts'

function start(options: { limit?: number; windowSeconds?: number; maxKeys?: number } = {}) {
  const clock = createManualClock(new Date('2026-01-01T00:00:00.000Z'))
  const rate = createRateLimit({ limit: 3, windowSeconds: 60, ...options })
  return {
    rate,
    now: () => clock.now().getTime(),
    forward: (span: Span) => clock.forward(span),
    take: (key = 'a') => rate.take(key, clock.now())
  }
}

const isAllowed = ({ retryAfter }: { retryAfter: number }): boolean => retryAfter === 0

describe('A rate limit', () => {
  it('counts up to its limit, then says when to come back', () => {
    const { take, forward } = start()
    assert.deepEqual(take(), { limit: 3, current: 1, window: 60, retryAfter: 0 })
    forward({ seconds: 10 })
    take()
    assert.equal(take().current, 3)
    assert.deepEqual(take(), { limit: 3, current: 3, window: 60, retryAfter: 50 })
  })

  it('is looked at without counting', () => {
    const { rate, now, take, forward } = start({ limit: 2 })
    const look = (key = 'a') => rate.look(key, new Date(now()))
    assert.deepEqual(look(), { limit: 2, current: 0, window: 60, retryAfter: 0 })
    assert.equal(rate.size, 0)
    take()
    assert.equal(look().current, 1)
    take()
    assert.equal(look().retryAfter, 60)
    assert.equal(look('b').retryAfter, 0)
    forward({ seconds: 60 })
    assert.deepEqual(look(), { limit: 2, current: 0, window: 60, retryAfter: 0 })
  })

  it('slides: a call comes back when its own minute is over', () => {
    const { take, forward } = start()
    for (let turn = 0; turn < 3; turn++) {
      take()
      forward({ seconds: 10 })
    }
    forward({ seconds: 29, ms: 999 })
    assert.equal(isAllowed(take()), false)
    forward({ ms: 1 })
    assert.equal(isAllowed(take()), true)
    assert.equal(take().retryAfter, 10)
  })

  it('does not count what it refused', () => {
    const { take, forward } = start()
    for (let turn = 0; turn < 100; turn++) take()
    forward({ seconds: 60 })
    assert.equal(take().current, 1)
  })

  it('knows each key by itself', () => {
    const { take } = start()
    for (let turn = 0; turn < 3; turn++) take('a')
    assert.deepEqual([isAllowed(take('a')), isAllowed(take('b'))], [false, true])
  })

  it('never allows more than its limit in any window, and never refuses what fits', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 300 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 9 }), (pauses, limit) => {
        const { take, forward, now } = start({ limit, windowSeconds: 5 })
        const allowed: number[] = []
        for (const ms of pauses) {
          forward({ ms })
          const used = allowed.filter(time => time > now() - 5000).length
          const usage = take()
          assert.equal(isAllowed(usage), used < limit)
          if (isAllowed(usage)) allowed.push(now())
        }
      })
    )
  })

  it('keeps its promise of when to come back', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 20, maxLength: 60 })
    fc.assert(
      fc.property(steps, pauses => {
        const { take, forward } = start({ limit: 6, windowSeconds: 7 })
        for (const ms of pauses) {
          forward({ ms })
          const { retryAfter } = take()
          if (retryAfter === 0) continue
          forward({ seconds: retryAfter })
          assert.ok(isAllowed(take()))
        }
      })
    )
  })

  it('forgets keys that are silent, and never knows too many', () => {
    const { rate, take, forward } = start({ maxKeys: 100 })
    for (let key = 0; key < 1000; key++) take(`k${key}`)
    assert.equal(rate.size, 100)
    forward({ minutes: 2 })
    for (let turn = 0; turn < 100; turn++) take('only')
    assert.equal(rate.size, 1)
  })

  it('gives nothing away when the clock is set back', () => {
    const { take, forward } = start()
    for (let turn = 0; turn < 3; turn++) take()
    forward({ hours: -1 })
    assert.equal(take().retryAfter, 60)
  })
})
