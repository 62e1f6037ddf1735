import { LRUCache } from 'lru-cache'
import type { Clock } from '../platform/clock.ts'

/** Which signs of typing customers see just now, as far as this process has shown them. */
export interface TypingSigns {
  /** Is there something to show or to take away? Then it counts as done; a sign lasts for so many seconds. */
  change(name: string, on: boolean, seconds: number): boolean
}

const MOST = 20_000
/** It is renewed before it is gone. */
const MARGIN_MS = 5_000

export function createTypingSigns(clock: Clock): TypingSigns {
  const shown = new LRUCache<string, true>({
    max: MOST,
    ttlResolution: 0,
    perf: { now: () => clock.now().getTime() }
  })
  return {
    change(name, on, seconds) {
      if (!on) return shown.delete(name)
      if (shown.has(name)) return false
      shown.set(name, true, { ttl: Math.max(seconds * 1_000 - MARGIN_MS, 1_000) })
      return true
    }
  }
}
