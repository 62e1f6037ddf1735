import * as authentication from '@feathersjs/authentication-client'
import { type Application, feathers } from '@feathersjs/feathers'
import * as socketio from '@feathersjs/socketio-client'
import type { Socket } from 'socket.io-client'
import type { ServiceAt } from './services.ts'
import type { User } from './wire.ts'

// The one seam with the types of the stock clients. They are published as CommonJS: `module.exports = fn; fn.default = fn`.
const authenticationClient = authentication.default.default
const socketioClient = socketio.default.default
const { AuthenticationClient } = authentication.default

/** Where a token is kept; `localStorage` is one. */
export interface TokenStorage {
  getItem(key: string): unknown
  setItem(key: string, value: string): unknown
  removeItem(key: string): unknown
}

/** What the stock clients offer of themselves. */
export interface Stock {
  readonly service: ServiceAt
  /** @throws the server's error; one without a `code` is the network's */
  authenticate(attempt: { readonly strategy: 'local' } & Login): Promise<Entered>
  /** Shows the stored token and stores the new one. */
  reAuthenticate(): Promise<Entered>
  logOut(): Promise<void>
  token(): Promise<string | null>
  keepToken(token: string): Promise<void>
  dropToken(): Promise<void>
}

export interface Login {
  readonly email: string
  readonly password: string
  /** Whoever belongs to several organizations names one. */
  readonly organization_id?: number
}

export interface Entered {
  readonly user: User
}

/** The connection decides when to come back, and no address in the browser's bar logs anybody in. */
class QuietAuthentication extends AuthenticationClient {
  override handleSocket(): void {}

  override getFromLocation(): Promise<null> {
    return Promise.resolve(null)
  }
}

/** The stock clients over a socket; `before` is awaited before every call but those of logging in and out. */
export function stockClient(socket: Socket, storage: TokenStorage, before: () => Promise<void>): Stock {
  const app: Application = feathers()
  app.configure(socketioClient(socket as never))
  app.configure(
    authenticationClient({ storage, storageKey: 'parley-token', Authentication: QuietAuthentication as never })
  )
  app.hooks({
    around: {
      all: [
        async (context: { path: string }, next: () => Promise<void>) => {
          if (context.path !== 'authentication') await before()
          await next()
        }
      ]
    }
  } as never)
  return {
    service: path => app.service(path) as never,
    authenticate: async attempt => (await app.authenticate(attempt)) as unknown as Entered,
    reAuthenticate: async () => (await app.reAuthenticate(true)) as unknown as Entered,
    logOut: async () => void (await app.logout()),
    token: () => app.authentication.getAccessToken(),
    keepToken: async token => void (await app.authentication.setAccessToken(token)),
    dropToken: async () => void (await app.authentication.removeAccessToken())
  }
}

/** The status of a refusal; null where nobody has answered. */
export function codeOf(error: unknown): number | null {
  const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : null
  return typeof code === 'number' ? code : null
}
