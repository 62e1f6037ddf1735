import type { Words } from '../words/english.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long, in one or two words: "now", "12 min", "3 h", "2 days". For what has passed, so it counts whole units. */
export function spanOf(milliseconds: number, { time }: Words): string {
  if (milliseconds < MINUTE) return time.now
  if (milliseconds < HOUR) return time.minutes(Math.floor(milliseconds / MINUTE))
  if (milliseconds < 2 * DAY) return time.hours(Math.floor(milliseconds / HOUR))
  return time.days(Math.floor(milliseconds / DAY))
}

/** What is left, to the minute in the last six hours. Never says that something is left when nothing is. */
export function remaining(milliseconds: number, { time }: Words): string {
  if (milliseconds < HOUR) return time.minutes(Math.max(0, Math.ceil(milliseconds / MINUTE)))
  const hours = Math.floor(milliseconds / HOUR)
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE)
  return hours >= 6 || minutes === 0 ? time.hours(hours) : time.hoursMinutes(hours, minutes)
}
