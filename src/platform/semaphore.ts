/** Too many wait already. The caller should answer that it is busy, not queue more. */
export class Busy extends Error {
  override readonly name = 'Busy'
  constructor() {
    super('Too much of this is under way')
  }
}

export interface Semaphore {
  /** Runs a task when a place is free, in the order of calling. Throws Busy when too many wait. */
  run<T>(task: () => Promise<T>): Promise<T>
  /** Tasks under way and waiting. */
  readonly size: number
}

/** Lets `places` tasks run at once, and `maxWaiting` wait. */
export function createSemaphore({ places, maxWaiting = Infinity }: { places: number; maxWaiting?: number }): Semaphore {
  const waiting: (() => void)[] = []
  let free = places

  return {
    async run(task) {
      if (free > 0) free--
      else await turn()
      try {
        return await task()
      } finally {
        leave()
      }
    },
    get size() {
      return places - free + waiting.length
    }
  }

  function turn(): Promise<void> {
    if (waiting.length >= maxWaiting) throw new Busy()
    return new Promise(resolve => waiting.push(resolve))
  }

  // The place goes straight to the next in line, so that no newcomer overtakes.
  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
}
