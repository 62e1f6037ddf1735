/** Business time is a value: windows, due times, snoozes and back-off ask this clock and no other. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

export interface Span {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
  readonly ms?: number
}

export interface ManualClock extends Clock {
  forward(span: Span): void
}

/**
 * A clock that stands still until it is moved.
 * @throws RangeError
 */
export function createManualClock(start: Date): ManualClock {
  let time = start.getTime()
  if (Number.isNaN(time)) throw new RangeError('a clock cannot start at no time')
  return {
    now: () => new Date(time),
    forward: span => {
      time += milliseconds(span)
    }
  }
}

export function milliseconds({ days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 }: Span): number {
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000 + ms
}
