import type { Server, Socket } from 'socket.io'
import { readCredential } from '../actions/credential.ts'
import type { Identifier } from '../actions/identify.ts'
import type { House } from '../actions/scope.ts'
import type { Configuration } from '../configuration.ts'
import { type Application, connectionOf, cutOff, waitingBytes, waitingPackets } from '../declarations.ts'
import { gatherFrames } from '../platform/gather-frames.ts'
import { createRateLimit } from '../platform/rate-limit.ts'
import { callerAddress } from './caller-address.ts'
import { toPublic } from './errors.ts'
import type { Realtime } from './realtime.ts'
import { refuseStrangeCalls } from './socket-calls.ts'

interface SocketOptions {
  readonly app: Application
  readonly house: House
  readonly realtime: Realtime
  readonly identifier: Identifier
  readonly configuration: Configuration
}

const STRANGERS_MAY_STAY_MS = 10_000
const MOST_WAITING_BYTES = 4 * 1024 * 1024
const LOOK_EVERY_PACKETS = 64
const HANDSHAKES_PER_MINUTE = 3_000

/** The socket's door: the same credentials as REST, in the handshake or by logging in soon after. */
export function seatSockets(io: Server, options: SocketOptions): void {
  const { app, house, realtime, identifier, configuration } = options
  const handshakes = createRateLimit({ limit: HANDSHAKES_PER_MINUTE, windowSeconds: 60 })
  realtime.attach(io)

  io.use((socket, next) => {
    admit(socket).then(
      () => next(),
      error => next(Object.assign(new Error(toPublic(error, '').message), { data: toPublic(error, '').toJSON() }))
    )
  })

  async function admit(socket: Socket): Promise<void> {
    const connection = connectionOf(socket)
    if (!connection) throw new Error('a socket has no connection')
    const { headers, auth, address } = socket.handshake
    connection.address = callerAddress(address, headers['x-forwarded-for'], configuration.trustedProxies)
    Object.defineProperty(connection, 'socket', { value: socket, enumerable: false })
    const usage = handshakes.take(connection.address, house.clock.now())
    if (usage.retryAfter > 0) throw new Error('too many handshakes')
    connection.credential = readCredential(headers, auth)
    if (connection.credential) await identifier.identify(connection.credential)
  }

  io.on('connection', socket => {
    gatherFrames(socket)
    const connection = connectionOf(socket)
    // A socket without a connection would call as the house itself.
    if (!connection) return socket.disconnect(true)
    refuseStrangeCalls(app, socket)
    if (connection.credential) {
      identifier.identify(connection.credential).then(
        member => realtime.seat(socket, member),
        () => socket.disconnect(true)
      )
    } else sendStrangersAway(socket)
    cutSlowReader(socket)
  })
}

/** Whoever has not said who they are by then was not going to. */
function sendStrangersAway(socket: Socket): void {
  const timer = setTimeout(() => {
    if (!connectionOf(socket)?.credential) socket.disconnect(true)
  }, STRANGERS_MAY_STAY_MS)
  socket.once('disconnect', () => clearTimeout(timer))
}

/**
 * Packets wait in memory for a reader that does not read; it is cut off and resumes by the log. Looked at while the heap
 * grows, since twenty thousand events can come within a second, but after the turn, when its frames have been written.
 */
function cutSlowReader(socket: Socket): void {
  let isDue = false
  socket.conn.on('packetCreate', () => {
    if (isDue || waitingPackets(socket) % LOOK_EVERY_PACKETS !== LOOK_EVERY_PACKETS - 1) return
    isDue = true
    setImmediate(() => {
      isDue = false
      if (waitingBytes(socket) > MOST_WAITING_BYTES) cutOff(socket)
    })
  })
}
