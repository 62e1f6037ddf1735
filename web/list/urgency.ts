export type Urgency = 'calm' | 'soon' | 'now' | 'over'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How much it presses that somebody has been waiting so long. */
export function urgencyOf(waited: number): Urgency {
  if (waited >= 4 * HOUR) return 'now'
  return waited >= 30 * MINUTE ? 'soon' : 'calm'
}

/** How much it presses that so much is left of the window. */
export function windowUrgency(left: number): Urgency {
  if (left === 0) return 'over'
  if (left <= HOUR) return 'now'
  return left <= 6 * HOUR ? 'soon' : 'calm'
}
