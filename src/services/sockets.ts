import type { Server, Socket } from 'socket.io'
import { readCredential } from '../actions/credential.ts'
import type { Identifier } from '../actions/identify.ts'
import type { House } from '../actions/scope.ts'
import type { Configuration } from '../configuration.ts'
import { type Application, connectionOf, cutOff, waitingBytes, waitingPackets } from '../declarations.ts'
import { Refusal } from '../model/errors.ts'
import { gatherFrames } from '../platform/gather-frames.ts'
import { newId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { createRateLimit } from '../platform/rate-limit.ts'
import { callerAddress } from './caller-address.ts'
import { isOurFault, toPublic } from './errors.ts'
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
      error => next(refusalOf(error, house.log))
    )
  })

  async function admit(socket: Socket): Promise<void> {
    const connection = connectionOf(socket)
    if (!connection) throw new Error('a socket has no connection')
    const { headers, auth, address } = socket.handshake
    connection.address = callerAddress(address, headers['x-forwarded-for'], configuration.trustedProxies)
    Object.defineProperty(connection, 'socket', { value: socket, enumerable: false })
    const usage = handshakes.take(connection.address, house.clock.now())
    if (usage.retryAfter > 0) throw new Refusal('too_many_requests', { data: { ...usage } })
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

/** What a client hears as `connect_error`: the same error as over REST, in `data`. */
function refusalOf(error: unknown, log: Log): Error {
  const shown = toPublic(error, newId())
  const about = { request_id: shown.data?.request_id, code: shown.code, reason: shown.data?.reason }
  if (isOurFault(error)) log.error({ ...about, err: error }, 'a handshake failed')
  else log.info(about, 'a handshake was refused')
  return Object.assign(new Error(shown.message), { data: shown.toJSON() })
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
