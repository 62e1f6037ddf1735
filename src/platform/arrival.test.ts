import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { mustArriveWithin } from './arrival.ts'

describe('A request that takes its time to arrive', () => {
  let server: Server

  beforeEach(async () => {
    server = createServer((request, response) => {
      mustArriveWithin(50, request)
      if (request.method === 'GET') setTimeout(() => response.end('late'), 150)
      else request.resume().on('end', () => response.end('all there'))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => server.close())

  const port = () => (server.address() as AddressInfo).port

  it('is cut off', async () => {
    const socket = connect(port(), '127.0.0.1')
    socket.on('error', () => {})
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf')
    await once(socket, 'close')
  })

  it('is served when it is whole, however long the answer takes', async () => {
    const url = `http://127.0.0.1:${port()}`
    assert.equal(await (await fetch(url, { method: 'POST', body: 'whole' })).text(), 'all there')
    assert.equal(await (await fetch(url)).text(), 'late')
  })
})
