import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { type Socket as ClientSocket, io } from 'socket.io-client'
import { gatherFrames } from './gather-frames.ts'

function heardBy(client: ClientSocket, name: string): Promise<unknown> {
  return new Promise(resolve => client.once(name, resolve))
}

describe('frames of a socket', () => {
  for (const transport of ['websocket', 'polling'] as const) {
    it(`leave together and in order when they are said in one turn, over ${transport}`, async () => {
      const http = createServer().listen(0, '127.0.0.1')
      const server = new Server(http)
      await once(http, 'listening')
      const { port } = http.address() as AddressInfo
      const client = io(`http://127.0.0.1:${port}`, { transports: [transport], forceNew: true })
      try {
        const socket = await new Promise<Socket>(resolve => server.once('connection', resolve))
        gatherFrames(socket)
        await heardBy(client, 'connect')
        const flushed: number[] = []
        socket.conn.on('flush', packets => flushed.push(packets.length))
        const heard: number[] = []
        const last = new Promise<void>(resolve => {
          client.on('said', number => {
            heard.push(number)
            if (number === 3) resolve()
          })
        })
        for (const number of [1, 2, 3]) server.emit('said', number)
        await last
        assert.deepEqual(heard, [1, 2, 3])
        assert.deepEqual(flushed, [3])
      } finally {
        client.disconnect()
        await server.close()
      }
    })

    it(`still leave before the connection is closed, over ${transport}`, async () => {
      const http = createServer().listen(0, '127.0.0.1')
      const server = new Server(http)
      await once(http, 'listening')
      const { port } = http.address() as AddressInfo
      const client = io(`http://127.0.0.1:${port}`, { transports: [transport], forceNew: true })
      try {
        const socket = await new Promise<Socket>(resolve => server.once('connection', resolve))
        gatherFrames(socket)
        await heardBy(client, 'connect')
        const farewell = heardBy(client, 'farewell')
        const gone = heardBy(client, 'disconnect')
        socket.emit('farewell', 'see you')
        socket.disconnect(true)
        assert.equal(await farewell, 'see you')
        await gone
      } finally {
        client.disconnect()
        await server.close()
      }
    })
  }
})
