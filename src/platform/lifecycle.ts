import { within } from './deadline.ts'
import type { Log } from './log.ts'

/** Starts the parts of a process in order and stops them in reverse. */
export interface Lifecycle {
  add(step: Step): void
  /**
   * Begins each part when the one before it stands. Whoever stops it meanwhile stops what has begun; nothing more begins.
   * @throws whatever a part throws; the caller stops what has begun
   */
  start(): Promise<void>
  /** Every part that has begun gets its turn, whatever the others do; the whole takes no longer than the grace. */
  stop(): Promise<void>
  addCheck(name: string, check: () => unknown): void
  /** What keeps this process from serving; empty when it is ready. */
  whyNotReady(): Promise<string[]>
}

export interface Step {
  readonly name: string
  start?(): Promise<unknown> | unknown
  stop?(): Promise<unknown> | unknown
}

const CHECK_TIMEOUT_MS = 2_000

export function createLifecycle(options: { log: Log; graceMs: number; checkTimeoutMs?: number }): Lifecycle {
  const { log, graceMs, checkTimeoutMs = CHECK_TIMEOUT_MS } = options
  const steps: Step[] = []
  const begun: Step[] = []
  const checks = new Map<string, () => unknown>()
  let state: 'starting' | 'running' | 'draining' = 'starting'
  let beginning: Promise<unknown> = Promise.resolve()
  let stopping: Promise<void> | undefined

  return {
    add: step => {
      steps.push(step)
    },
    async start() {
      for (const step of steps) {
        if (stopping) throw new Error(`stopped before ${step.name} could start`)
        begun.push(step)
        const start = begin(step)
        beginning = start.catch(() => {})
        await start
      }
      if (!stopping) state = 'running'
    },
    stop() {
      stopping ??= within(graceMs, stopAll()).catch(error => {
        log.error({ err: error }, 'stopping was cut short')
      })
      return stopping
    },
    addCheck: (name, check) => {
      checks.set(name, check)
    },
    async whyNotReady() {
      if (state !== 'running') return [state]
      return (await Promise.all([...checks].map(([name, check]) => ask(name, check)))).flat()
    }
  }

  async function begin(step: Step): Promise<void> {
    await step.start?.()
  }

  async function stopAll(): Promise<void> {
    state = 'draining'
    // What is only half there could not be stopped.
    await beginning
    for (const step of begun.toReversed()) {
      try {
        await step.stop?.()
      } catch (error) {
        log.error({ err: error, step: step.name }, 'a part did not stop cleanly')
      }
    }
  }

  async function ask(name: string, check: () => unknown): Promise<string[]> {
    try {
      await within(checkTimeoutMs, Promise.resolve().then(check))
      return []
    } catch (error) {
      log.warn({ err: error, check: name }, 'a check failed')
      return [name]
    }
  }
}
