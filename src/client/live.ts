/** A value that can be watched; made for React's `useSyncExternalStore`. Both functions can be passed on as they are. */
export interface Live<Value> {
  /** The same object until something in it changes. */
  get(): Value
  /** Calls after every change, until the function it answers with is called. */
  subscribe(hear: () => void): () => void
}

/** A live value and whoever sets it. */
export interface Cell<Value> extends Live<Value> {
  set(value: Value): void
}

export function createCell<Value>(first: Value): Cell<Value> {
  const listeners = new Set<() => void>()
  let value = first
  return {
    get: () => value,
    subscribe(hear) {
      listeners.add(hear)
      return () => void listeners.delete(hear)
    },
    set(next) {
      if (Object.is(value, next)) return
      value = next
      for (const hear of [...listeners]) hear()
    }
  }
}
