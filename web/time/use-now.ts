import { createCell } from '../../src/client/live.ts'
import { useLive } from '../live/use-live.ts'

const now = createCell(new Date())
setInterval(() => now.set(new Date()), 15_000)

/** The time, to a quarter of a minute: spans and countdowns of the whole page change together. */
export function useNow(): Date {
  return useLive(now)
}
