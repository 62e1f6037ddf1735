import { useSyncExternalStore } from 'react'
import type { Live } from '../../src/client/index.ts'

/** The value as it is now, and again after every change. */
export function useLive<Value>(live: Live<Value>): Value {
  return useSyncExternalStore(live.subscribe, live.get)
}
