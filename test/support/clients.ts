import * as authentication from '@feathersjs/authentication-client'
import { type Application, feathers } from '@feathersjs/feathers'
import * as rest from '@feathersjs/rest-client'
import * as socketio from '@feathersjs/socketio-client'
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client'

// Published as CommonJS with `module.exports = fn; fn.default = fn`.
const authenticationClient = authentication.default.default
const restClient = rest.default.default
const socketioClient = socketio.default.default

/** A stock Feathers client, unmodified. */
export interface StockClient {
  readonly app: Application
  close(): void
}

type Login = { email: string; password: string } | { apiKey: string }

/** Over REST: a person logs in, a key goes with every request. */
export async function restAs(url: string, login: Login | null): Promise<StockClient> {
  const app = feathers()
  const headers = login && 'apiKey' in login ? { 'x-api-key': login.apiKey } : {}
  const withHeaders: typeof fetch = (input, init) =>
    fetch(input, { ...init, headers: { ...init?.headers, ...headers } })
  app.configure(restClient(url).fetch(withHeaders))
  app.configure(authenticationClient({ storage: memory() }))
  if (login && 'email' in login) await app.authenticate({ strategy: 'local', ...login })
  return { app, close: () => {} }
}

/** Over a socket: a person logs in after connecting, a key goes in the handshake. */
export async function socketAs(
  url: string,
  login: Login | null,
  options: Partial<ManagerOptions & SocketOptions> = {}
): Promise<StockClient & { socket: ReturnType<typeof io> }> {
  const auth = login && 'apiKey' in login ? { apiKey: login.apiKey } : {}
  const socket = io(url, { transports: ['websocket'], forceNew: true, auth, ...options })
  const app = feathers()
  app.configure(socketioClient(socket as never, { timeout: 15_000 }))
  app.configure(authenticationClient({ storage: memory() }))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve())
    socket.once('connect_error', reject)
  })
  if (login && 'email' in login) await app.authenticate({ strategy: 'local', ...login })
  return { app, socket, close: () => void socket.disconnect() }
}

function memory() {
  const items = new Map<string, unknown>()
  return {
    getItem: (key: string) => items.get(key),
    setItem: (key: string, value: unknown) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key)
  }
}

/** Collects what a service says, and waits for what is to come. */
export function listen(client: StockClient, path: string, event: string) {
  const heard: Record<string, unknown>[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  client.app.service(path).on(event, (row: Record<string, unknown>) => {
    heard.push(row)
    for (const each of waiting) if (heard.length >= each.count) each.resolve()
  })
  return {
    heard,
    until(count: number): Promise<void> {
      if (heard.length >= count) return Promise.resolve()
      return new Promise(resolve => waiting.push({ count, resolve }))
    }
  }
}
