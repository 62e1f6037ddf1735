import type { Dispatcher } from 'undici'
import { Blocked, NameUnknown } from './http-connect.ts'

export type FailureReason = 'timeout' | 'reset' | 'refused' | 'dns' | 'blocked'

/** Why there is no (whole) answer, and whether any byte of the request may have left. */
export interface Failure {
  readonly reason: FailureReason
  readonly sent: boolean
}

/** An answer is whole, or it is none (`status` 0) and `failure` says why. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly failure?: Failure
}

/** One request on its way through undici and what came of it. Ends once; what comes later is dropped. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>
  #settle: (answer: Answer) => void = () => {}
  #controller: Dispatcher.DispatchController | undefined
  #isOver = false
  #status = 0
  #headers: Readonly<Record<string, string>> = {}
  #chunks: Buffer[] = []
  #size = 0
  readonly #maxBytes: number
  readonly #deadline: NodeJS.Timeout

  constructor({ timeoutMs, maxBytes }: { timeoutMs: number; maxBytes: number }) {
    this.#maxBytes = maxBytes
    this.#deadline = setTimeout(() => this.#fail('timeout'), timeoutMs)
    this.answer = new Promise(resolve => {
      this.#settle = resolve
    })
  }

  /** Undici calls it when a connection is there, right before the first byte. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) controller.abort(new Error('over'))
    else this.#controller = controller
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    this.#status = status
    this.#headers = flatten(headers)
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size > this.#maxBytes) this.#fail('reset')
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.#chunks).toString('utf8')
    this.#end({ status: this.#status, headers: this.#headers, body })
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: unknown): void {
    this.#fail(reasonOf(error, this.#controller !== undefined))
  }

  #fail(reason: FailureReason): void {
    if (this.#isOver) return
    this.#end({ ...NOTHING, failure: { reason, sent: this.#controller !== undefined } })
    this.#controller?.abort(new Error('over'))
  }

  #end(answer: Answer): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#deadline)
    this.#settle(answer)
  }
}

const NOTHING = { status: 0, headers: {}, body: '' } as const

/** It was not even tried. */
export const BLOCKED: Answer = { ...NOTHING, failure: { reason: 'blocked', sent: false } }

type RawHeaders = Readonly<Record<string, string | string[] | undefined>>

export function flatten(headers: RawHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')])
  )
}

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])

/** Puts an error of undici, of the socket or of ours into one of five words. `started`: a connection was there. */
export function reasonOf(error: unknown, started: boolean): FailureReason {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof Blocked || code === 'UND_ERR_INVALID_ARG') return 'blocked'
  if (error instanceof NameUnknown) return 'dns'
  if (TIMEOUTS.has(code)) return 'timeout'
  return started ? 'reset' : 'refused'
}
