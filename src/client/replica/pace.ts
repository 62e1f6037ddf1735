/** Says things at most sixty times a second, however often they happen. */
export interface Pace {
  /** Calls it soon; once, however often it was asked. */
  soon(work: () => void): void
  stop(): void
}

const FRAME_MS = 16

export function createPace(): Pace {
  const waiting = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush(): void {
    timer = undefined
    const now = [...waiting]
    waiting.clear()
    for (const work of now) work()
  }

  return {
    soon(work) {
      waiting.add(work)
      timer ??= setTimeout(flush, FRAME_MS)
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
      waiting.clear()
    }
  }
}
