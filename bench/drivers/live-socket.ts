import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

const PONG = '3'

/**
 * An agent's socket over WebSocket, reduced to its frames: handshake, key, pings answered. It speaks to Socket.IO and to
 * the bare program alike, and does not parse what it hears.
 */
export class LiveSocket {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #upgraded = false
  readonly #apiKey: string
  readonly #onText: (frame: Buffer) => void
  #onJoined: (() => void) | undefined
  #onRefused: ((error: Error) => void) | undefined

  private constructor(socket: Socket, apiKey: string, onText: (frame: Buffer) => void) {
    this.#socket = socket
    this.#apiKey = apiKey
    this.#onText = onText
    socket.setNoDelay(true)
    socket.on('data', chunk => this.#read(chunk))
    socket.on('error', error => this.#onRefused?.(error))
    socket.on('close', () => this.#onRefused?.(new Error('The server closed the socket')))
  }

  /** Resolves once the server has let the key in. `onText` gets each frame's bytes, valid during the call. */
  static open(port: number, apiKey: string, onText: (frame: Buffer) => void): Promise<LiveSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        const live = new LiveSocket(socket, apiKey, onText)
        live.#onJoined = () => resolve(live)
        live.#onRefused = reject
        socket.write(
          `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`
        )
      })
      socket.once('error', reject)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    if (!this.#upgraded && !this.#readHead()) return
    let at = 0
    for (;;) {
      const frame = frameAt(this.#received, at)
      if (!frame) break
      at = frame.end
      if (frame.opcode === 1) this.#hear(this.#received.subarray(frame.start, frame.end))
    }
    this.#received = this.#received.subarray(at)
  }

  #readHead(): boolean {
    const end = this.#received.indexOf('\r\n\r\n')
    if (end === -1) return false
    if (this.#received.toString('latin1', 9, 12) !== '101') {
      this.#onRefused?.(new Error(this.#received.toString('latin1', 0, 80)))
      return false
    }
    this.#upgraded = true
    this.#received = this.#received.subarray(end + 4)
    return true
  }

  #hear(text: Buffer): void {
    // Engine.IO: 0 open, 2 ping, 4 message. Socket.IO within it: 0 joined, 2 event, 4 refused.
    const [kind, inner] = text
    if (kind === 0x34 && inner === 0x32) this.#onText(text)
    else if (kind === 0x32 && text.length === 1) this.#say(PONG)
    else if (kind === 0x30) this.#say(`40${JSON.stringify({ apiKey: this.#apiKey })}`)
    else if (kind === 0x34 && inner === 0x30) this.#onJoined?.()
    else if (kind === 0x34 && inner === 0x34) this.#onRefused?.(new Error(text.toString()))
  }

  /** Clients must mask; a mask of zeros leaves the bytes as they are. */
  #say(text: string): void {
    const body = Buffer.from(text)
    const head =
      body.length < 126
        ? Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0])
        : Buffer.from([0x81, 0x80 | 126, body.length >> 8, body.length & 255, 0, 0, 0, 0])
    this.#socket.write(Buffer.concat([head, body]))
  }
}

function frameAt(bytes: Buffer, at: number): { opcode: number; start: number; end: number } | undefined {
  if (bytes.length < at + 2) return undefined
  const short = bytes.readUInt8(at + 1)
  const head = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < at + head) return undefined
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
  const end = at + head + length
  return bytes.length < end ? undefined : { opcode: bytes.readUInt8(at) & 15, start: at + head, end }
}
