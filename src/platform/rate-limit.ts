export interface Usage {
  readonly limit: number
  /** Calls within the window, this one included when it was counted. */
  readonly current: number
  /** Seconds. */
  readonly window: number
  /** Whole seconds until there is room again; 0 while there is. */
  readonly retryAfter: number
}

export interface RateLimit {
  /** Counts one call. `retryAfter` > 0: it is one too many, and was not counted. */
  take(key: string, now: Date): Usage
  /** The same without counting. */
  look(key: string, now: Date): Usage
  /** Keys remembered. */
  readonly size: number
}

interface Calls {
  /** Milliseconds, ascending; those before `head` have left the window. */
  times: number[]
  head: number
}

const MOST_KEYS = 100_000
const LEAST_SLACK = 64

/**
 * An exact sliding window: within any `windowSeconds` no key gets more than its limit. Remembers eight bytes per counted
 * call for one window, and at most `maxKeys` keys; those that were silent longest are forgotten.
 */
export function createRateLimit(options: { limit: number; windowSeconds: number; maxKeys?: number }): RateLimit {
  const { limit, windowSeconds, maxKeys = MOST_KEYS } = options
  const windowMs = windowSeconds * 1_000
  // Ordered by last use, so that the first are the ones to forget.
  const keys = new Map<string, Calls>()
  // A clock that is set back gives nothing away.
  let latest = 0

  return {
    take(key, now) {
      const calls = touch(key, now)
      const usage = usageOf(calls)
      if (usage.retryAfter > 0) return usage
      calls.times.push(latest)
      return { ...usage, current: usage.current + 1 }
    },
    look(key, now) {
      return keys.has(key) ? usageOf(touch(key, now)) : usageOf({ times: [], head: 0 })
    },
    get size() {
      return keys.size
    }
  }

  function touch(key: string, now: Date): Calls {
    latest = Math.max(latest, now.getTime())
    const calls = keys.get(key) ?? { times: [], head: 0 }
    keys.delete(key)
    forgetSilent()
    keys.set(key, calls)
    expire(calls, latest - windowMs)
    return calls
  }

  function usageOf(calls: Calls): Usage {
    const current = calls.times.length - calls.head
    return { limit, current, window: windowSeconds, retryAfter: current >= limit ? waitFor(calls) : 0 }
  }

  // Two at a time keep pace with any stream of new keys.
  function forgetSilent(): void {
    const oldest = keys.entries()
    for (let turn = 0; turn < 2; turn++) {
      const [key, calls] = oldest.next().value ?? []
      if (key === undefined) return
      const isOver = (calls?.times.at(-1) ?? 0) <= latest - windowMs
      if (isOver || keys.size >= maxKeys) keys.delete(key)
    }
  }

  // When the oldest call leaves the window.
  function waitFor({ times, head }: Calls): number {
    const oldest = times[head] ?? latest
    return Math.max(1, Math.ceil((oldest + windowMs - latest) / 1_000))
  }
}

function expire(calls: Calls, until: number): void {
  while (calls.head < calls.times.length && (calls.times[calls.head] ?? 0) <= until) calls.head++
  if (calls.head < LEAST_SLACK || calls.head * 2 < calls.times.length) return
  calls.times = calls.times.slice(calls.head)
  calls.head = 0
}
