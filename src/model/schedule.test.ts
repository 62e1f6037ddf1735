import assert from 'node:assert/strict'
import { scheduleOf } from './schedule.ts'

const next = (cron: string, zone: string, after: string) =>
  scheduleOf(cron, zone).nextAfter(new Date(after))?.toISOString()

describe('The times of a schedule', () => {
  it('are those of the clock on the wall of the time zone', () => {
    assert.equal(next('0 9 * * 1-5', 'Europe/Berlin', '2026-11-27T09:00:00Z'), '2026-11-30T08:00:00.000Z')
    assert.equal(next('0 9 * * *', 'America/New_York', '2026-07-01T00:00:00Z'), '2026-07-01T13:00:00.000Z')
  })

  it('are never the moment itself', () => {
    assert.equal(next('*/5 * * * *', 'UTC', '2026-01-01T00:00:00Z'), '2026-01-01T00:05:00.000Z')
  })

  it('have the hour that clocks leave out once, and the hour that comes twice once', () => {
    assert.equal(next('30 2 * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z'), '2026-03-29T01:00:00.000Z')
    assert.equal(next('30 2 * * *', 'Europe/Berlin', '2026-10-24T22:00:00Z'), '2026-10-25T00:30:00.000Z')
    assert.equal(next('30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30:00Z'), '2026-10-26T01:30:00.000Z')
  })

  it('end where no such day will come', () => {
    assert.equal(next('0 0 31 2 *', 'UTC', '2026-01-01T00:00:00Z'), undefined)
  })

  it('are refused when they cannot be read', () => {
    assert.throws(() => scheduleOf('* * * *', 'UTC'), /five fields/)
    assert.throws(() => scheduleOf('* * * * * *', 'UTC'), /five fields/)
    assert.throws(() => scheduleOf('61 * * * *', 'UTC'), RangeError)
    assert.throws(() => scheduleOf('0 9 * * *', 'Mars/Olympus'), /time zone/)
  })
})
