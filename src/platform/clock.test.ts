import assert from 'node:assert/strict'
import { createManualClock, systemClock } from './clock.ts'

describe('A clock', () => {
  it('tells the system’s time', () => {
    const before = Date.now()
    const now = systemClock.now().getTime()
    assert.ok(now >= before && now <= Date.now())
  })

  it('stands still in a test until it is moved', () => {
    const clock = createManualClock(new Date('2026-02-28T23:00:00.000Z'))
    assert.equal(clock.now().getTime(), clock.now().getTime())

    clock.forward({ days: 1, hours: 1, minutes: 2, seconds: 3, ms: 4 })
    assert.equal(clock.now().toISOString(), '2026-03-02T00:02:03.004Z')
  })

  it('hands out dates that cannot turn it', () => {
    const clock = createManualClock(new Date(0))
    clock.now().setFullYear(1999)
    assert.equal(clock.now().getTime(), 0)
  })

  it('refuses a start that is no time', () => {
    assert.throws(() => createManualClock(new Date('soon')), RangeError)
  })
})
