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

  function write(): void {
    isDue = false
    const tcp = engine.transport.socket?._socket
    tcp?.cork()
    flush()
    tcp?.uncork()
  }

  engine.flush = () => {
    if (isDue) return
    isDue = true
    // One tick for all: a thousand sockets need no thousand ticks.
    if (due.length === 0) process.nextTick(writeAll)
    due.push(write)
  }
}

let due: (() => void)[] = []

function writeAll(): void {
  const now = due
  due = []
  for (const write of now) write()
}

const gathering = new WeakSet<Engine>()
