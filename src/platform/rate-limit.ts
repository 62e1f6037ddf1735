import { LRUCache } from 'lru-cache'

export interface Usage {
  readonly limit: number
  readonly current: number
  /** Seconds. */
  readonly window: number
  /** Seconds until there is room again; 0 while there is. */
  readonly retryAfter: number
}

export interface RateLimit {
  /** Counts one call. `retryAfter` > 0: it is one too many, and was not counted. */
  take(key: string, now: Date): Usage
}

interface Windows {
  start: number
  present: number
  previous: number
}

const MOST_KEYS = 100_000

/**
 * A sliding window from two fixed ones: the previous window counts by the share of it that still lies inside. Exact
 * for steady traffic, and two numbers per key however many calls there are.
 */
export function createRateLimit(options: { limit: number; windowSeconds: number }): RateLimit {
  const { limit, windowSeconds } = options
  const windowMs = windowSeconds * 1_000
  const keys = new LRUCache<string, Windows>({ max: MOST_KEYS })

  return {
    take(key, now) {
      const time = now.getTime()
      const windows = turned(keys.get(key), time, windowMs)
      const elapsed = (time - windows.start) / windowMs
      const current = Math.floor(windows.previous * (1 - elapsed) + windows.present)
      keys.set(key, windows)
      if (current >= limit) {
        return {
          limit,
          current,
          window: windowSeconds,
          retryAfter: secondsUntilRoom(windows, limit, elapsed, windowSeconds)
        }
      }
      windows.present++
      return { limit, current: current + 1, window: windowSeconds, retryAfter: 0 }
    }
  }
}

function turned(windows: Windows | undefined, time: number, windowMs: number): Windows {
  const start = Math.floor(time / windowMs) * windowMs
  if (windows?.start === start) return windows
  return { start, present: 0, previous: windows?.start === start - windowMs ? windows.present : 0 }
}

function secondsUntilRoom(
  { present, previous }: Windows,
  limit: number,
  elapsed: number,
  windowSeconds: number
): number {
  if (present >= limit || previous === 0) return Math.max(1, Math.ceil((1 - elapsed) * windowSeconds))
  const share = 1 - (limit - present) / previous
  return Math.max(1, Math.ceil((share - elapsed) * windowSeconds))
}
