import type { Words } from '../words/english.ts'

/** Where somebody reads: their language and zone; absent: the browser's. */
export interface Reader {
  readonly locale?: string
  readonly timeZone?: string
}

const DAY = 86_400_000

/** The day in the reader's zone, as `2026-03-01`. Days compare as text. */
export function dayOf(at: string | Date, { timeZone }: Reader = {}): string {
  return format('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' }, timeZone).format(new Date(at))
}

/** What stands between days of a thread: "Today", "Yesterday", "Monday", "Tuesday, 3 March", with the year if it is another. */
export function dayName(day: string, now: Date, { thread }: Words, reader: Reader = {}): string {
  const today = dayOf(now, reader)
  if (day === today) return thread.today
  const distance = Math.round((Date.parse(today) - Date.parse(day)) / DAY)
  if (distance === 1) return thread.yesterday
  const far = distance >= 7 || distance < 0 ? ({ day: 'numeric', month: 'long' } as const) : {}
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : ({ year: 'numeric' } as const)
  // A day is no moment: it is shown as it is written, whatever the zone.
  return format(reader.locale, { weekday: 'long', ...far, ...year }, 'UTC').format(new Date(day))
}

export function clockTime(at: string, { locale, timeZone }: Reader = {}): string {
  return format(locale, { hour: 'numeric', minute: '2-digit' }, timeZone).format(new Date(at))
}

/** The time in a list: of today the clock, then yesterday, the weekday, the date. */
export function listTime(at: string, now: Date, { time }: Words, reader: Reader = {}): string {
  const distance = Math.round((Date.parse(dayOf(now, reader)) - Date.parse(dayOf(at, reader))) / DAY)
  if (distance <= 0) return clockTime(at, reader)
  if (distance === 1) return time.yesterday
  if (distance < 7) return format(reader.locale, { weekday: 'short' }, reader.timeZone).format(new Date(at))
  const year = at.slice(0, 4) === now.toISOString().slice(0, 4) ? {} : ({ year: '2-digit' } as const)
  return format(reader.locale, { day: 'numeric', month: 'short', ...year }, reader.timeZone).format(new Date(at))
}

/** Everything, for who points at a time. */
export function fullTime(at: string, { locale, timeZone }: Reader = {}): string {
  return format(locale, { dateStyle: 'full', timeStyle: 'medium' }, timeZone).format(new Date(at))
}

/** A day, where the time of it says nothing. */
export function longDate(at: string, { locale, timeZone }: Reader = {}): string {
  return format(locale, { dateStyle: 'long' }, timeZone).format(new Date(at))
}

const made = new Map<string, Intl.DateTimeFormat>()

// A formatter costs more to make than a thousand to use.
function format(
  locale: string | undefined,
  options: Intl.DateTimeFormatOptions,
  timeZone?: string
): Intl.DateTimeFormat {
  const all = { ...options, ...(timeZone && { timeZone }) }
  const key = JSON.stringify([locale, all])
  const known = made.get(key) ?? new Intl.DateTimeFormat(locale, all)
  made.set(key, known)
  return known
}
