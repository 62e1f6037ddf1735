/** A loop that works when there is something to do, and looks by itself now and then. */
export interface Worker {
  readonly name: string
  start(): void
  /** Something may be there. Cheap; many calls make one look. */
  wake(): void
  /** Works until there is nothing left that is due, and answers whether it did anything. */
  drain(): Promise<boolean>
  /** Ends after the work under way. */
  stop(): Promise<void>
}

interface LoopOptions {
  readonly name: string
  /** Does a piece of work; true while there may be more. */
  work(): Promise<boolean>
  readonly pollMs: number
  onError(error: unknown): void
}

const PAUSE_AFTER_ERROR_MS = 1_000

export function createLoop({ name, work, pollMs, onError }: LoopOptions): Worker {
  let running: Promise<void> | null = null
  let again = false
  let started = false
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    let pause = pollMs
    try {
      do {
        again = false
        while (!stopped && (await work())) {
          // There may be more.
        }
      } while (again && !stopped)
    } catch (error) {
      pause = PAUSE_AFTER_ERROR_MS
      onError(error)
    }
    running = null
    if (started && !stopped) timer = setTimeout(wake, pause)
  }

  function wake(): void {
    again = true
    if (!started || stopped || running) return
    clearTimeout(timer)
    running = run()
  }

  return {
    name,
    wake,
    start() {
      started = true
      wake()
    },
    async drain() {
      while (running) await running
      clearTimeout(timer)
      let did = false
      let end = (): void => {}
      // Nobody else may work meanwhile: a piece of work is never done twice at once.
      running = new Promise(resolve => {
        end = resolve
      })
      try {
        do {
          again = false
          while (await work()) did = true
        } while (again)
      } finally {
        running = null
        end()
        if (started && !stopped) timer = setTimeout(wake, pollMs)
      }
      return did
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    }
  }
}

/** Drains a loop that begins work and does not wait for it: until nothing is due and nothing is under way. */
export async function drainAll(loop: Pick<Worker, 'drain'>, underWay: ReadonlySet<Promise<void>>): Promise<boolean> {
  let did = false
  do {
    await Promise.all(underWay)
    did = (await loop.drain()) || did
  } while (underWay.size > 0)
  return did
}
