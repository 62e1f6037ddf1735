import type { ErrorClass } from './message.ts'

const MOST_ATTEMPTS = 8
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15 * 60_000
const DAY_MS = 24 * 3_600_000

/**
 * How long a delivery waits before its next attempt, in milliseconds; null: give up. `random` is in [0, 1).
 * Full jitter, so that those who failed together do not come back together.
 */
export function waitBeforeRetry(
  attempt: number,
  cause: ErrorClass,
  wish: number | undefined,
  random: number
): number | null {
  if (attempt >= mostAttempts(cause)) return null
  // Kept back for the health of the network: not before a day has passed, whatever else is wished.
  if (cause === 'held_back') return DAY_MS
  if (wish !== undefined) return Math.min(Math.max(wish, 0), DAY_MS)
  // Meta's own advice for the limit of a pair of people: 4^n seconds.
  if (cause === 'pair_rate_limited') return Math.min(1_000 * 4 ** attempt, LONGEST_WAIT_MS)
  const ceiling = Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS)
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}

function mostAttempts(cause: ErrorClass): number {
  return cause === 'held_back' ? 2 : MOST_ATTEMPTS
}

// What another attempt may not meet again. After the window has closed only another kind of message would help.
const PASSING: ReadonlySet<ErrorClass> = new Set<ErrorClass>([
  'temporary',
  'rate_limited',
  'pair_rate_limited',
  'held_back',
  'account',
  'credentials',
  'ambiguous'
])

/** Is there a point in sending the same once more? */
export function mayPass(cause: ErrorClass): boolean {
  return PASSING.has(cause)
}

const LONGEST_FETCH_WAIT_MS = 3_600_000

/** How long to wait before asking again for a customer's media, in milliseconds. Nobody but time puts an end to it. */
export function waitBeforeFetch(attempt: number, wish: number | undefined, random: number): number {
  if (wish !== undefined) return Math.min(Math.max(wish, FIRST_WAIT_MS), DAY_MS)
  const ceiling = Math.min(FIRST_WAIT_MS * 4 ** attempt, LONGEST_FETCH_WAIT_MS)
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}
