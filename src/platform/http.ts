import { Readable } from 'node:stream'
import { Agent } from 'undici'
import type { Egress } from './egress.ts'
import { createConnect } from './http-connect.ts'
import { type Download, type DownloadLimits, download } from './http-download.ts'
import { type Answer, BLOCKED, Exchange } from './http-exchange.ts'

export { BrokenOff, type Download, type DownloadLimits } from './http-download.ts'
export type { Answer, Failure, FailureReason } from './http-exchange.ts'

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** A stream has a `content-length` among the headers; it is read once, or destroyed. */
  readonly body?: string | Uint8Array | Readable
}

export interface Http {
  /**
   * Makes one request and never follows a redirect. What the network does is an answer, not an exception: see `failure`,
   * whose `sent` tells whether any byte may have reached the other side.
   * `timeoutMs`: another patience than usual.
   * @throws Error only when called inside a database transaction
   */
  request(request: OutgoingRequest, limits?: { readonly timeoutMs: number }): Promise<Answer>
  /**
   * Makes one request whose answer may be long, under the same rules; its body is handed on as it comes and throws
   * BrokenOff where it ends too early.
   * @throws Error only when called inside a database transaction
   */
  download(request: OutgoingRequest, limits: DownloadLimits): Promise<Download>
  /** Ends all connections; requests under way answer `reset`. */
  close(): Promise<void>
}

export interface HttpOptions {
  readonly egress: Egress
  /** From the call to the last byte of the answer. */
  readonly timeoutMs: number
  /** A longer body is a failure: what is cut off cannot be understood. */
  readonly maxBytes: number
  /** A call that holds a transaction open holds its locks for as long as a stranger likes: a programmer's error. */
  isInsideTransaction(): boolean
  /** Ports of public addresses. Default 443 and 8443. */
  readonly publicPorts?: readonly number[]
  /** Connections to one origin. Default 64. */
  readonly connections?: number
  /** Certificate authorities to trust instead of the usual ones (PEM). */
  readonly ca?: string
}

/**
 * Makes the only way out of the house. Public addresses over TLS, private ones when allowed by name; no proxy from the
 * environment; connections are kept and used again, one request at a time.
 */
export function createHttp(options: HttpOptions): Http {
  const { egress, publicPorts = [443, 8443], connections = 64, ca } = options
  const connect = createConnect({ egress, publicPorts, ...(ca !== undefined && { ca }) })
  const agent = new Agent({ connect, connections, pipelining: 1, keepAliveTimeout: 10_000 })

  return {
    async request(request, limits) {
      mustBeOutside(options)
      const target = targetOf(request.url)
      if (target) return dispatch(agent, target, request, { ...options, ...limits })
      if (request.body instanceof Readable) request.body.destroy()
      return BLOCKED
    },
    async download(request, limits) {
      mustBeOutside(options)
      const target = targetOf(request.url)
      return target ? download(agent, messageTo(target, request), limits) : REFUSED
    },
    close: () => agent.destroy()
  }
}

const REFUSED: Download = { status: 0, headers: {}, body: null, failure: 'blocked' }

function mustBeOutside({ isInsideTransaction }: HttpOptions): void {
  if (isInsideTransaction()) throw new Error('a request may not leave inside a database transaction')
}

function dispatch(
  agent: Agent,
  target: URL,
  request: OutgoingRequest,
  { timeoutMs, maxBytes }: HttpOptions
): Promise<Answer> {
  const exchange = new Exchange({ timeoutMs, maxBytes })
  agent.dispatch({ ...messageTo(target, request), headersTimeout: timeoutMs, bodyTimeout: timeoutMs }, exchange)
  return exchange.answer
}

function messageTo({ origin, pathname, search }: URL, request: OutgoingRequest) {
  const { method, body = null } = request
  return { origin, path: pathname + search, method, headers: headersOf(request), body }
}

// The host is the URL's and nobody else's, or a name that was judged could ask for another one's certificate and pages.
function headersOf({ headers = {} }: OutgoingRequest): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'host')
  return { 'accept-encoding': 'identity', ...Object.fromEntries(own) }
}

/** Names and passwords in addresses are for browsers. */
function targetOf(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  return url
}
