import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { Agent, type buildConnector, errors, request } from 'undici'
import type { Egress } from './egress.ts'

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** `status` 0: no answer. `failure.sent` tells whether the request may have reached the other side. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly failure?: { readonly reason: FailureReason; readonly sent: boolean }
}

export type FailureReason = 'timeout' | 'reset' | 'refused' | 'dns' | 'blocked'

export interface Http {
  /** Calls the outside world. What the network does is an answer, never an exception. Redirects are not followed. */
  request(request: OutgoingRequest): Promise<Answer>
  close(): Promise<void>
}

export interface HttpOptions {
  readonly egress: Egress
  readonly timeoutMs: number
  readonly maxBytes: number
  /** A call that holds a transaction open holds its locks for as long as a stranger likes: a programmer's error. */
  isInsideTransaction(): boolean
}

/** No connection came about, so nothing can have been sent. */
class NotConnected extends Error {
  override name = 'NotConnected'
  readonly reason: FailureReason
  constructor(reason: FailureReason) {
    super(reason)
    this.reason = reason
  }
}

const HTTPS_PORTS = new Set(['', '443', '8443'])

export function createHttp(options: HttpOptions): Http {
  const { egress, timeoutMs, maxBytes } = options
  const agent = new Agent({
    connect: connector(egress, Math.ceil(timeoutMs / 2)),
    connections: 64,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs
  })

  return {
    async request({ method, url, headers, body }) {
      if (options.isInsideTransaction()) throw new Error('a request may not leave inside a database transaction')
      try {
        mustBeAddress(url)
        const signal = AbortSignal.timeout(timeoutMs)
        const response = await request(url, {
          method,
          dispatcher: agent,
          headers: { ...headers },
          body: body ?? null,
          signal
        })
        return {
          status: response.statusCode,
          headers: flat(response.headers),
          body: await read(response.body, maxBytes)
        }
      } catch (error) {
        return { status: 0, headers: {}, body: '', failure: failureOf(error) }
      }
    },
    close: () => agent.destroy()
  }
}

/** Names and passwords in addresses are for browsers. */
function mustBeAddress(url: string): void {
  if (!URL.canParse(url)) throw new NotConnected('blocked')
  const { protocol, username, password } = new URL(url)
  if ((protocol !== 'https:' && protocol !== 'http:') || username || password) throw new NotConnected('blocked')
}

function connector(egress: Egress, timeoutMs: number): buildConnector.connector {
  return (options, callback) => {
    open(egress, options, timeoutMs).then(
      socket => callback(null, socket),
      error => callback(error, null)
    )
  }
}

async function open(egress: Egress, target: buildConnector.Options, timeoutMs: number): Promise<Socket> {
  const { hostname, port, protocol, servername } = target
  const resolved = await egress.resolve(hostname)
  if (resolved.kind === 'unknown') throw new NotConnected('dns')
  const isTls = protocol === 'https:'
  // Only https leaves the house, unless the address lies in a network that was named.
  const isAllowed = resolved.kind === 'address' && (resolved.isPrivate || (isTls && HTTPS_PORTS.has(port)))
  if (!isAllowed) throw new NotConnected('blocked')

  const where = { host: resolved.address, port: Number(port || (isTls ? 443 : 80)) }
  const socket = isTls
    ? connectTls({ ...where, servername: servername ?? hostname, ALPNProtocols: ['http/1.1'] })
    : connectTcp(where)
  await connected(socket, isTls ? 'secureConnect' : 'connect', timeoutMs)
  // What was pinned is what was reached.
  if (egress.mayReach(socket.remoteAddress ?? '')) return socket
  socket.destroy()
  throw new NotConnected('blocked')
}

function connected(socket: Socket, event: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: FailureReason) => {
      clearTimeout(timer)
      socket.destroy()
      reject(new NotConnected(reason))
    }
    const timer = setTimeout(() => fail('timeout'), timeoutMs)
    const onError = () => fail('refused')
    socket.once('error', onError)
    socket.once(event, () => {
      clearTimeout(timer)
      socket.removeListener('error', onError)
      resolve()
    })
  })
}

async function read(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new errors.ResponseExceededMaxSizeError()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  )
}

function failureOf(error: unknown): { reason: FailureReason; sent: boolean } {
  if (error instanceof NotConnected) return { reason: error.reason, sent: false }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const late = /TIMEOUT/.test(code) || (error instanceof Error && error.name === 'TimeoutError')
  return { reason: late ? 'timeout' : 'reset', sent: true }
}
