import type { Socket as TcpSocket } from 'node:net'
import type { Socket } from 'socket.io'

/** What we need to know of an Engine.IO connection; engine.io 6 has it and does not declare it. */
interface Engine {
  flush(): void
  readonly transport: { readonly socket?: { readonly _socket?: TcpSocket } }
}

/**
 * Gathers what a socket is told in one turn of the loop, and writes it with one system call. A message makes three
 * frames, a batch some dozens; by itself Engine.IO writes the first alone and each of the others alone after it.
 */
export function gatherFrames(socket: Socket): void {
  const engine = socket.conn as unknown as Engine
  if (gathering.has(engine)) return
  gathering.add(engine)
  const flush = engine.flush.bind(engine)
  let isDue = false

  engine.flush = () => {
    if (isDue) return
    isDue = true
    process.nextTick(() => {
      isDue = false
      const tcp = engine.transport.socket?._socket
      tcp?.cork()
      flush()
      tcp?.uncork()
    })
  }
}

const gathering = new WeakSet<Engine>()
