import assert from 'node:assert/strict'
import { words } from '../words/english.ts'
import { dayName, dayOf, listTime } from './calendar.ts'
import { playTime } from './play-time.ts'
import { remaining, spanOf } from './span.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const berlin = { locale: 'en-GB', timeZone: 'Europe/Berlin' }

describe('Times on the screen', () => {
  it('say how long somebody has been waiting, in whole units that have passed', () => {
    const spans = [0, 59_999, MINUTE, 59 * MINUTE, HOUR, 47 * HOUR, 48 * HOUR].map(each => spanOf(each, words))
    assert.deepEqual(spans, ['now', 'now', '1 min', '59 min', '1 h', '47 h', '2 days'])
  })

  it('never say that something is left when nothing is', () => {
    const left = [0, 1, 61_000, HOUR + 5 * MINUTE, 6 * HOUR + 5 * MINUTE, 24 * HOUR].map(each => remaining(each, words))
    assert.deepEqual(left, ['0 min', '1 min', '2 min', '1 h 5 min', '6 h', '24 h'])
  })

  it('put a message on the day on which its reader read it', () => {
    assert.equal(dayOf('2026-03-01T23:30:00.000Z', berlin), '2026-03-02')
    assert.equal(dayOf('2026-03-01T23:30:00.000Z', { timeZone: 'America/New_York' }), '2026-03-01')
  })

  it('name days as people do', () => {
    const now = new Date('2026-03-04T12:00:00.000Z')
    const names = ['2026-03-04', '2026-03-03', '2026-03-01', '2026-02-20', '2025-12-24'].map(day =>
      dayName(day, now, words, berlin).replace(',', '')
    )
    assert.deepEqual(names, ['Today', 'Yesterday', 'Sunday', 'Friday 20 February', 'Wednesday 24 December 2025'])
  })

  it('are short in a list', () => {
    const now = new Date('2026-03-04T12:00:00.000Z')
    const times = ['2026-03-04T08:05:00Z', '2026-03-03T23:30:00Z', '2026-03-03T08:00:00Z', '2026-03-01T08:00:00Z']
    assert.deepEqual(
      times.map(at => listTime(at, now, words, berlin).replace(/^0(?=\d:)/, '')),
      ['9:05', '0:30', 'Yesterday', 'Sun']
    )
    assert.equal(listTime('2026-01-05T08:00:00Z', now, words, berlin), '5 Jan')
    assert.equal(listTime('2024-01-05T08:00:00Z', now, words, berlin), '5 Jan 24')
  })

  it('count seconds of a sound', () => {
    assert.deepEqual([0, 9.9, 65, 600].map(playTime), ['0:00', '0:09', '1:05', '10:00'])
  })
})
