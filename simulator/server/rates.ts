import { GraphError } from './graph-error.ts'

/** The provider's speed limits, which really count, by the line's own clock. */
export interface Rates {
  /** @throws GraphError 130429 for the number, 131056 for this pair of number and person */
  count(receiver: string): void
}

const PER_SECOND = 80
const PAIR_BURST = 45
const PAIR_EVERY_MS = 6_000

/**
 * 80 messages a second and number; one in 6 seconds to the same person, of which 45 can be borrowed from the future.
 * Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
 */
export function createRates(now: () => Date): Rates {
  let recent: number[] = []
  const pairs = new Map<string, { left: number; at: number }>()

  function countNumber(at: number): void {
    recent = recent.filter(each => each > at - 1_000)
    if (recent.length >= PER_SECOND) {
      throw new GraphError(130429, 'Cloud API message throughput has been reached.', { retryAfter: 1 })
    }
    recent.push(at)
  }

  function countPair(receiver: string, at: number): void {
    const known = pairs.get(receiver) ?? { left: PAIR_BURST, at }
    const left = Math.min(PAIR_BURST, known.left + (at - known.at) / PAIR_EVERY_MS)
    if (left < 1) throw new GraphError(131056, 'Too many messages sent from this phone number to the same person.')
    pairs.set(receiver, { left: left - 1, at })
  }

  return {
    count(receiver) {
      const at = now().getTime()
      countPair(receiver, at)
      countNumber(at)
    }
  }
}
