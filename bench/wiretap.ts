import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A statement as it went over the wire. Values in text format; binary ones are left out. */
export interface Overheard {
  readonly text: string
  readonly values: readonly (string | null)[]
}

export interface Wiretap {
  /** The same database, by way of the tap. */
  readonly url: string
  /** What was executed since the last call. */
  take(): Overheard[]
  close(): void
}

/** Stands between a program and its database and overhears its statements, so that exactly these can be explained. */
export async function tapWire(databaseUrl: string): Promise<Wiretap> {
  const target = new URL(databaseUrl)
  const heard: Overheard[] = []
  const open = new Set<Socket>()
  const server = createServer(client => {
    const upstream = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => open.delete(socket))
    }
    const listen = listener(statement => heard.push(statement))
    client.on('data', listen)
    client.pipe(upstream)
    upstream.pipe(client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')

  const tapped = new URL(databaseUrl)
  tapped.hostname = '127.0.0.1'
  tapped.port = String(address.port)
  return {
    url: tapped.href,
    take: () => heard.splice(0),
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    }
  }
}

/** Reads a client's half of the protocol: Parse remembers a text by its name, Bind says the values. */
function listener(hear: (statement: Overheard) => void): (chunk: Buffer) => void {
  const texts = new Map<string, string>()
  let pending: Buffer = Buffer.alloc(0)
  let isGreeted = false
  return chunk => {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      // The startup message alone has no type before its length.
      const type = isGreeted ? 1 : 0
      if (pending.length < type + 4) return
      const end = type + pending.readInt32BE(type)
      if (pending.length < end) return
      const body = pending.subarray(type + 4, end)
      const kind = isGreeted ? pending.toString('latin1', 0, 1) : ''
      if (kind === 'P') remember(texts, body)
      if (kind === 'B') hear(bound(texts, body))
      pending = pending.subarray(end)
      isGreeted = true
    }
  }
}

function remember(texts: Map<string, string>, body: Buffer): void {
  const name = body.indexOf(0)
  texts.set(body.toString('utf8', 0, name), body.toString('utf8', name + 1, body.indexOf(0, name + 1)))
}

function bound(texts: Map<string, string>, body: Buffer): Overheard {
  const portal = body.indexOf(0) + 1
  const name = body.indexOf(0, portal)
  let at = name + 1
  const formats = body.readInt16BE(at)
  at += 2 + formats * 2
  const values: (string | null)[] = []
  const many = body.readInt16BE(at)
  at += 2
  for (let index = 0; index < many; index++) {
    const length = body.readInt32BE(at)
    at += 4
    values.push(length < 0 ? null : body.toString('utf8', at, at + length))
    at += Math.max(length, 0)
  }
  return { text: texts.get(body.toString('utf8', portal, name)) ?? '', values }
}
