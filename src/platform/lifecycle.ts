import type { Log } from './log.ts'

/** Starts the parts of a process in order and stops them in reverse. */
export interface Lifecycle {
  add(step: Step): void
  start(): Promise<void>
  /** Every part gets its turn, whatever the others do; the whole takes no longer than the grace. */
  stop(): Promise<void>
  addCheck(name: string, check: () => Promise<unknown>): void
  /** What keeps this process from serving; empty when it is ready. */
  whyNotReady(): Promise<string[]>
}

export interface Step {
  readonly name: string
  start?(): Promise<unknown> | unknown
  stop?(): Promise<unknown> | unknown
}

const CHECK_TIMEOUT_MS = 2_000

export function createLifecycle(options: { log: Log; graceMs: number }): Lifecycle {
  const { log, graceMs } = options
  const steps: Step[] = []
  const begun: Step[] = []
  const checks = new Map<string, () => Promise<unknown>>()
  let state: 'starting' | 'running' | 'draining' = 'starting'
  let stopping: Promise<void> | undefined

  async function stopAll(): Promise<void> {
    state = 'draining'
    for (const step of begun.reverse()) {
      try {
        await step.stop?.()
      } catch (error) {
        log.error({ err: error, step: step.name }, 'a part did not stop cleanly')
      }
    }
  }

  return {
    add: step => {
      steps.push(step)
    },
    async start() {
      for (const step of steps) {
        begun.push(step)
        await step.start?.()
      }
      state = 'running'
    },
    stop() {
      stopping ??= within(stopAll(), graceMs, 'the parts did not stop in time').catch(error => {
        log.error({ err: error }, 'stopping was cut short')
      })
      return stopping
    },
    addCheck: (name, check) => {
      checks.set(name, check)
    },
    async whyNotReady() {
      if (state !== 'running') return [state]
      const results = await Promise.all(
        [...checks].map(async ([name, check]) => {
          try {
            await within(check(), CHECK_TIMEOUT_MS, 'timeout')
            return []
          } catch {
            return [name]
          }
        })
      )
      return results.flat()
    }
  }
}

async function within<Result>(work: Promise<Result>, ms: number, complaint: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(complaint)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
