import { Cron } from 'croner'

/** Times of a schedule: the first after a moment, or null where there is none any more. */
export interface Schedule {
  nextAfter(moment: Date): Date | null
}

/**
 * Reads five fields of cron in an IANA time zone. Where clocks jump forward the hour that is missing is made up for at
 * once; the hour that comes twice counts once.
 * @throws RangeError that says what is wrong
 */
export function scheduleOf(cron: string, timeZone: string): Schedule {
  if (cron.trim().split(/\s+/).length !== 5) throw new RangeError('must have five fields')
  mustBeTimeZone(timeZone)
  const times = read(cron, timeZone)
  return { nextAfter: moment => times.nextRun(moment) }
}

function read(cron: string, timezone: string): Cron {
  try {
    return new Cron(cron, { timezone, paused: true })
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : 'is no schedule')
  }
}

function mustBeTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new RangeError(`there is no time zone ${timeZone}`)
  }
}
