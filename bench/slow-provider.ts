import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** Stands behind the channels of the bench. */
export interface SlowProvider {
  readonly url: string
  close(): void
}

/** A provider that takes every call and answers none: what customers send is taken in, and their media wait. */
export async function openSlowProvider(): Promise<SlowProvider> {
  const callers = new Set<Socket>()
  const server = createServer(socket => {
    callers.add(socket)
    socket.resume()
    socket.on('error', () => socket.destroy())
    socket.on('close', () => callers.delete(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.close()
      for (const socket of callers) socket.destroy()
    }
  }
}
