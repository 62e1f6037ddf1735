import { connect, type Socket } from 'node:net'

const END_OF_HEAD = Buffer.from('\r\n\r\n')
const END_OF_CHUNKS = Buffer.from('0\r\n\r\n')

/**
 * One keep-alive connection, one request at a time, bytes prepared beforehand: the cheapest HTTP client there is, so that
 * the driver leaves the machine to what is measured.
 */
export class HttpConnection {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #settle: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', chunk => this.#read(chunk))
    socket.on('error', error => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('The server closed the connection')))
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new HttpConnection(socket)))
      socket.once('error', reject)
    })
  }

  /** Resolves with the status once the whole answer has come. */
  send(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#settle = undefined
    this.#socket.destroy()
  }

  #fail(error: Error): void {
    this.#settle?.reject(error)
    this.#settle = undefined
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const end = this.#received.indexOf(END_OF_HEAD)
    if (end === -1) return
    const head = this.#received.toString('latin1', 0, end)
    const length = /\r\ncontent-length: ?(\d+)/i.exec(head)?.[1]
    const whole =
      length === undefined
        ? /\r\ntransfer-encoding: ?chunked/i.test(head)
          ? this.#received.subarray(-5).equals(END_OF_CHUNKS)
          : true
        : this.#received.length >= end + 4 + Number(length)
    if (!whole) return
    this.#received = Buffer.alloc(0)
    const settle = this.#settle
    this.#settle = undefined
    settle?.resolve(Number(head.slice(9, 12)))
  }
}
