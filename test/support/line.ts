import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server on which things go wrong. */
export interface Line {
  readonly url: string
  /** Breaks what is under way, and lets nobody through. */
  cut(): void
  /** Nothing of what the server says gets through on the connections there are, and it is not told so. */
  stall(): void
  /** All is well again; what was held back comes now. */
  mend(): void
  close(): Promise<void>
}

interface Pair {
  readonly near: Socket
  readonly far: Socket
}

export async function openLine(to: string): Promise<Line> {
  const { hostname, port } = new URL(to)
  const pairs = new Set<Pair>()
  let isCut = false
  const server = createServer(near => {
    if (isCut) return void near.destroy()
    const pair = { near, far: connect(Number(port), hostname) }
    pairs.add(pair)
    join(pair, () => pairs.delete(pair))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a line without a port')

  function breakAll(): void {
    for (const { near, far } of pairs) {
      near.destroy()
      far.destroy()
    }
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      isCut = true
      breakAll()
    },
    stall() {
      for (const { near, far } of pairs) far.unpipe(near).pause()
    },
    mend() {
      isCut = false
      for (const { near, far } of pairs) far.pipe(near)
    },
    async close() {
      breakAll()
      server.close()
      await once(server, 'close')
    }
  }
}

function join({ near, far }: Pair, onEnd: () => void): void {
  near.pipe(far)
  far.pipe(near)
  for (const [end, other] of [
    [near, far],
    [far, near]
  ] as const) {
    end.on('error', () => {})
    end.once('close', () => {
      other.destroy()
      onEnd()
    })
  }
}
