import type { Application as FeathersApplication, HookContext, NextFunction, Params } from '@feathersjs/feathers'
import type { Application as KoaApplication } from '@feathersjs/koa'
import type { Context as KoaContext } from 'koa'
import type { Server, Socket } from 'socket.io'
import type { Credential } from './actions/credential.ts'
import type { Member } from './model/actor.ts'
import type { Call } from './services/call.ts'

/** The one seam with Feathers' types: what it leaves open is closed here. */
export type Application = KoaApplication<Record<string, never>>

/** What Feathers hands to a method, with what the house puts in. */
export interface ServiceParams extends Params {
  readonly provider?: string
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>
  readonly route?: Readonly<Record<string, string>>
  /** Address of whoever calls. */
  readonly address?: string
  readonly connection?: Connection
  call?: Call
  /** Set by a create that had nothing to make. */
  found?: true
}

/** One socket's standing, as long as it is connected. */
export interface Connection {
  readonly provider: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  address: string
  credential?: Credential | null
  /** Who sits here; asked again with every call, since a socket outlives its token. */
  member?: Member | null
  socket?: Socket
}

export interface Context extends Omit<HookContext, 'params' | 'id' | 'data' | 'app'> {
  readonly app: Application
  params: ServiceParams
  id?: unknown
  data?: unknown
}

export type Next = NextFunction

type Hook = (context: Context, next: Next) => Promise<void>

/** Wraps every call of every service. */
export function aroundApp(app: Application, hook: Hook): void {
  app.hooks({ around: { all: [hook as never] } })
}

/** What a definition becomes for Feathers: methods that receive the house's own call. */
export type FeathersMethods = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>

const offered = new WeakMap<object, readonly string[]>()

export function mountService(app: Application, path: string, methods: FeathersMethods, hook: Hook): void {
  const any = app as unknown as FeathersApplication
  any.use(path, methods as never, { methods: Object.keys(methods), events: [] } as never)
  offered.set(any.service(path), Object.keys(methods))
  any.service(path).hooks({ around: { all: [hook as never] } } as never)
}

/** Gets a record for an HTTP request as the service itself would, with every hook. */
export function callAsRest(
  app: Application,
  ctx: KoaContext,
  path: string,
  id: string
): Promise<Readonly<Record<string, unknown>>> {
  const { feathers } = ctx as unknown as { feathers: ServiceParams }
  const any = app as unknown as FeathersApplication
  return any.service(path).get(id, { ...feathers, provider: 'rest', headers: ctx.headers, query: {} })
}

/** The Socket.IO server, once `setup` has run. */
export function ioOf(app: Application): Server | undefined {
  return (app as unknown as { io?: Server }).io
}

/** The socket's own object that Feathers passes on with every call. */
export function connectionOf(socket: Socket): Connection | undefined {
  return (socket as unknown as { feathers?: Connection }).feathers
}

/**
 * Feathers' router trips over the names that every object inherits, outside of any hook. There is no such address.
 */
export function guardLookup(app: Application): void {
  const guarded = app as unknown as { lookup(path: string): unknown }
  const original = guarded.lookup
  guarded.lookup = path => {
    try {
      return original.call(app, path)
    } catch {
      return null
    }
  }
}

/** The methods on offer at an address; null: there is no such address. */
export function methodsAt(app: Application, path: string): readonly string[] | null {
  const found = (app as unknown as { lookup(path: string): { service: object } | null }).lookup(path)
  return found && (offered.get(found.service) ?? [])
}

/** What Engine.IO does not declare: packets not handed over yet, and the line they wait for. Polling has no line. */
interface Backlog {
  readonly writeBuffer: readonly { readonly data?: string | { readonly byteLength: number } }[]
  readonly transport: { readonly socket?: { readonly bufferedAmount: number; terminate(): void } }
}

const backlogOf = (socket: Socket): Backlog => socket.conn as unknown as Backlog

export function waitingPackets(socket: Socket): number {
  return backlogOf(socket).writeBuffer.length
}

/** Bytes of a socket that the network has not taken yet: what is handed over and what waits behind it. */
export function waitingBytes(socket: Socket): number {
  const { writeBuffer, transport } = backlogOf(socket)
  return writeBuffer.reduce((sum, { data }) => sum + sizeOf(data), transport.socket?.bufferedAmount ?? 0)
}

function sizeOf(data: string | { readonly byteLength: number } | undefined): number {
  return typeof data === 'string' ? data.length : (data?.byteLength ?? 0)
}

/** Ends a connection at once. A goodbye would wait behind all that is not read, and keep stock clients from coming back. */
export function cutOff(socket: Socket): void {
  const line = backlogOf(socket).transport.socket
  socket.conn.close(true)
  line?.terminate()
}
