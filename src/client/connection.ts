import { io, type Socket } from 'socket.io-client'
import { codeOf, type Login, type Stock, stockClient, type TokenStorage } from './declarations.ts'
import { createCell, type Live } from './live.ts'
import type { User } from './wire.ts'

/**
 * `connecting`: for the first time. `live`: what happens is heard. `offline`: the line is gone, and is tried again.
 * `signed-out`: nobody is logged in, or no longer.
 */
export type Status = 'connecting' | 'live' | 'offline' | 'signed-out'

export interface ConnectOptions {
  /** Where the server is, as `https://desk.example.org`. */
  readonly url: string
  /** Of a login. It is renewed with every connection, and lives on in `storage`. */
  readonly token?: string
  /** Of a program; it needs no logging in. */
  readonly apiKey?: string
  /** Where the token of a login is kept. Absent: in memory. */
  readonly storage?: TokenStorage
}

export interface Connection {
  readonly status: Live<Status>
  /** Whoever is logged in; null with an API key. */
  readonly user: Live<User | null>
  readonly service: Stock['service']
  token(): Promise<string | null>
  logIn(login: Login): Promise<User>
  logOut(): Promise<void>
  /** Ends the line for good; a token stays where it is stored. */
  close(): void
}

const PATIENCE_MS = 15_000
const AGAIN_MS = 1_000

/** Opens the line, keeps it open and proves who is there whenever it opens. */
export function openConnection(options: ConnectOptions): Connection {
  const status = createCell<Status>('signed-out')
  const user = createCell<User | null>(null)
  const socket = socketTo(options)
  const stock = stockClient(socket, options.storage ?? memory(), mayCall)
  let again: ReturnType<typeof setTimeout> | undefined

  /** Calls wait for the line, and for whoever is there to be known. */
  async function mayCall(): Promise<void> {
    if (status.get() === 'connecting' || status.get() === 'offline') await changeOf(status)
    if (status.get() !== 'live') throw noLine(status.get())
  }

  async function start(): Promise<void> {
    if (options.token !== undefined) await stock.keepToken(options.token)
    if (options.apiKey === undefined && !(await stock.token())) return
    status.set('connecting')
    socket.connect()
  }

  async function enter(): Promise<void> {
    if (status.get() === 'signed-out') return
    try {
      if (options.apiKey === undefined) user.set((await stock.reAuthenticate()).user)
      if (socket.connected) status.set('live')
    } catch (error) {
      if (isFinal(error)) signOut()
      else comeAgain()
    }
  }

  function signOut(): void {
    clearTimeout(again)
    status.set('signed-out')
    user.set(null)
    socket.disconnect()
  }

  /** Where the line is not tried again by itself: somewhat later, and not all at once. */
  function comeAgain(): void {
    if (status.get() === 'signed-out') return
    socket.disconnect()
    clearTimeout(again)
    again = setTimeout(() => socket.connect(), AGAIN_MS * (1 + Math.random()))
  }

  socket.on('connect', () => void enter())
  socket.on('disconnect', reason => {
    if (status.get() === 'live') status.set('offline')
    if (reason === 'io server disconnect') comeAgain()
  })
  socket.on('connect_error', error => {
    const refusal: unknown = Reflect.get(error, 'data')
    if (isFinal(refusal)) signOut()
    else if (!socket.active) comeAgain()
  })
  void start()

  return {
    status,
    user,
    service: stock.service,
    token: stock.token,
    async logIn(login) {
      if (status.get() !== 'signed-out') signOut()
      await opened(socket)
      const entered = await stock.authenticate({ strategy: 'local', ...login }).catch(error => {
        socket.disconnect()
        throw error
      })
      user.set(entered.user)
      status.set('live')
      return entered.user
    },
    async logOut() {
      if (status.get() === 'live') await stock.logOut().catch(() => {})
      await stock.dropToken()
      signOut()
    },
    close() {
      clearTimeout(again)
      status.set('signed-out')
      socket.disconnect()
    }
  }
}

function socketTo({ url, apiKey }: ConnectOptions): Socket {
  return io(url, {
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    forceNew: true,
    autoConnect: false,
    auth: apiKey === undefined ? {} : { apiKey },
    ackTimeout: PATIENCE_MS,
    reconnectionDelay: 500,
    reconnectionDelayMax: 10_000
  })
}

/** The credential is refused, not the moment. */
function isFinal(error: unknown): boolean {
  const code = codeOf(error)
  return code === 401 || code === 403
}

function opened(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.connected) return resolve()
    socket.once('connect', done)
    socket.once('connect_error', failed)
    socket.connect()

    function done(): void {
      socket.off('connect_error', failed)
      resolve()
    }
    function failed(error: Error): void {
      socket.off('connect', done)
      socket.disconnect()
      reject(error)
    }
  })
}

/** Fulfilled when it is decided whether there is a line, or when nobody would wait any longer. */
function changeOf(status: Live<Status>): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, PATIENCE_MS)
    const forget = status.subscribe(() => {
      if (status.get() === 'live' || status.get() === 'signed-out') done()
    })
    function done(): void {
      clearTimeout(timer)
      forget()
      resolve()
    }
  })
}

/** Nobody was asked; whoever is signed out has to log in first. */
function noLine(status: Status): Error {
  return status === 'signed-out'
    ? Object.assign(new Error('Sign in first.'), { name: 'NotAuthenticated', code: 401 })
    : new Error('There is no connection.')
}

function memory(): TokenStorage {
  const items = new Map<string, string>()
  return {
    getItem: key => items.get(key),
    setItem: (key, value) => void items.set(key, value),
    removeItem: key => void items.delete(key)
  }
}
