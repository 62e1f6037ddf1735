import type { Server, Socket } from 'socket.io'
import { type Credential, readCredential } from '../actions/credential.ts'
import type { House } from '../actions/scope.ts'
import type { Configuration } from '../configuration.ts'
import { type Application, connectionOf, cutOff, waitingBytes, waitingPackets } from '../declarations.ts'
import { gatherFrames } from '../platform/gather-frames.ts'
import { newId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { writePlainly } from '../platform/plain-packets.ts'
import { callerAddress } from './caller-address.ts'
import { isOurFault, toPublic } from './errors.ts'
import type { Porter } from './porter.ts'
import type { Realtime } from './realtime.ts'
import { refuseStrangeCalls } from './socket-calls.ts'
import type { Strangers } from './strangers.ts'

interface SocketOptions {
  readonly app: Application
  readonly house: House
  readonly realtime: Realtime
  readonly porter: Porter
  readonly strangers: Strangers
  readonly configuration: Configuration
}

const MOST_WAITING_BYTES = 4 * 1024 * 1024
const LOOK_EVERY_PACKETS = 64

/** The socket's door: the same credentials as REST, in the handshake or by logging in soon after. */
export function seatSockets(io: Server, options: SocketOptions): void {
  const { app, house, realtime, porter, strangers, configuration } = options
  writePlainly(io.encoder)
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
    porter.countHandshake(connection.address)
    await porter.admit(connection.address, () => {
      connection.credential = readCredential(headers, auth)
      return connection.credential
    })
  }

  io.on('connection', socket => {
    gatherFrames(socket)
    const connection = connectionOf(socket)
    // A socket without a connection would call as the house itself.
    if (!connection) return socket.disconnect(true)
    refuseStrangeCalls(app, socket)
    if (connection.credential) holdCalls(socket, seat(socket, connection.credential))
    else strangers.watch(socket)
    cutSlowReader(socket)
  })

  function seat(socket: Socket, credential: Credential): Promise<void> {
    return house.identifier.identify(credential).then(
      member => realtime.seat(socket, member),
      () => void socket.disconnect(true)
    )
  }
}

/** Whoever was answered before it had its seat would miss what happens between the two. */
function holdCalls(socket: Socket, seated: Promise<void>): void {
  socket.use((_, next) => void seated.then(() => next()))
}

/** What a client hears as `connect_error`: the same error as over REST, in `data`. */
function refusalOf(error: unknown, log: Log): Error {
  const shown = toPublic(error, newId())
  const about = { request_id: shown.data?.request_id, code: shown.code, reason: shown.data?.reason }
  if (isOurFault(error)) log.error({ ...about, err: error }, 'a handshake failed')
  else log.info(about, 'a handshake was refused')
  return Object.assign(new Error(shown.message), { data: shown.toJSON() })
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
