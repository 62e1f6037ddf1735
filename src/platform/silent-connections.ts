import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Keeps an eye on connections that were opened in advance and have said nothing yet, as browsers open them. Node does
 * not count them as idle, so a server that closes would wait for them; `hangUp` ends them.
 */
export function watchSilentConnections(server: Server): { hangUp(): void } {
  const silent = new Set<Socket>()
  const hasSpoken = ({ socket }: IncomingMessage): void => void silent.delete(socket)

  server.on('connection', socket => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('request', hasSpoken)
  server.on('upgrade', hasSpoken)
  return {
    hangUp() {
      for (const socket of silent) socket.destroy()
    }
  }
}
