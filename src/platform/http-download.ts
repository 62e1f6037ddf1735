import { Readable } from 'node:stream'
import type { Agent, Dispatcher } from 'undici'
import { type FailureReason, flatten, reasonOf } from './http-exchange.ts'

/** Bytes on their way. `body` is to be read to its end or destroyed; null for any status but 200. */
export interface Download {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable | null
  /** Why nothing came at all; `status` is 0 then. */
  readonly failure?: FailureReason
}

export interface DownloadLimits {
  /** From the call to the last byte. */
  readonly timeoutMs: number
  /** The longest pause between two pieces. */
  readonly pauseMs: number
  readonly maxBytes: number
  /** Whoever asked does not want it any more. */
  readonly signal?: AbortSignal
}

/** The body ended before its end: it was too long, too slow, or the line broke. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff'
  readonly reason: FailureReason | 'too_large'

  constructor(reason: FailureReason | 'too_large') {
    super(`The download broke off: ${reason}`)
    this.reason = reason
  }
}

type DownloadOptions = Pick<Dispatcher.RequestOptions, 'method' | 'path' | 'headers' | 'body'> & { origin: string }

/** Asks for bytes and hands them on as they come. Whoever announces more than allowed is not listened to. */
export async function download(agent: Agent, options: DownloadOptions, limits: DownloadLimits): Promise<Download> {
  const signal = AbortSignal.any([AbortSignal.timeout(limits.timeoutMs), ...(limits.signal ? [limits.signal] : [])])
  const times = { headersTimeout: limits.pauseMs, bodyTimeout: limits.pauseMs }
  try {
    const { statusCode, headers, body } = await agent.request({ ...options, ...times, signal })
    const answer = { status: statusCode, headers: flatten(headers) }
    const isTooLarge = Number(answer.headers['content-length'] ?? 0) > limits.maxBytes
    if (statusCode === 200 && !isTooLarge) return { ...answer, body: bounded(body, limits.maxBytes) }
    discard(body)
    return statusCode === 200 ? { ...answer, body: refused() } : { ...answer, body: null }
  } catch (error) {
    return { status: 0, headers: {}, body: null, failure: reasonFor(error) }
  }
}

function bounded(body: Readable, maxBytes: number): Readable {
  return Readable.from(upTo(body, maxBytes), { objectMode: false })
}

async function* upTo(body: Readable, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0
  try {
    for await (const chunk of body) {
      size += chunk.length
      if (size > maxBytes) throw new BrokenOff('too_large')
      yield chunk
    }
  } catch (error) {
    throw error instanceof BrokenOff ? error : new BrokenOff(reasonFor(error))
  }
}

function refused(): Readable {
  return new Readable({
    read() {
      this.destroy(new BrokenOff('too_large'))
    }
  })
}

/** What nobody reads must not hold its connection. */
function discard(body: Readable): void {
  body.on('error', () => {}).destroy()
}

function reasonFor(error: unknown): FailureReason {
  return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : reasonOf(error, true)
}
