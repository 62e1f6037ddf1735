import assert from 'node:assert/strict'
import { once } from 'node:events'
import WebSocket from 'ws'
import { ioOf, waitingBytes } from '../../src/declarations.ts'
import { listen, type StockClient, socketAs } from '../support/clients.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type Colleague, createOrganization } from '../support/world.ts'

const EVENTS = 20_000
const BURST = 500
const BEHIND = 2 * 1024 * 1024
const KILOBYTE = 'x'.repeat(1_000)
/** The server, both clients and the garbage of 20 MB that went through share this process. */
const MOST_GROWTH = 64 * 1024 * 1024

describe('A reader that does not read', () => {
  let server: TestServer
  let owner: Colleague
  let reading: StockClient

  before(async () => {
    server = await startServer()
    owner = (await createOrganization(server)).owner
    reading = await socketAs(server.url, { apiKey: owner.apiKey })
  })
  after(async () => {
    reading.close()
    await server.stop()
  })

  it('is cut off in the middle of a burst, while the others hear every event in order', async () => {
    const lazy = await connectLazily()
    const heads = listen(reading, 'conversation-events', 'head')
    assert.equal(connections(), 2)
    const before = process.memoryUsage().rss
    let most = before
    let cutAfter = 0
    for (let sent = 0; sent < EVENTS; ) {
      for (const until = sent + BURST; sent < until; sent++) server.app.realtime.tellHead(`${sent} ${KILOBYTE}`)
      await heads.until(sent)
      most = Math.max(most, process.memoryUsage().rss)
      if (cutAfter === 0 && connections() === 1) cutAfter = sent
    }
    lazy.terminate()

    assert.ok(cutAfter > 0 && cutAfter <= EVENTS / 2, `cut off after ${cutAfter} events`)
    assert.ok(most - before < MOST_GROWTH, `grew by ${Math.round((most - before) / 1024 / 1024)} MB`)
    assert.deepEqual(
      heads.heard.map(row => Number.parseInt(String(row['cursor']), 10)),
      Array.from({ length: EVENTS }, (_, index) => index)
    )
  })

  it('is waited for by whoever tells very much, if it reads on', async () => {
    const slow = await connectLazily()
    const unread = (): number =>
      Math.max(...[...(ioOf(server.app.feathers)?.sockets.sockets.values() ?? [])].map(waitingBytes))
    for (let sent = 0; unread() < BEHIND && sent < EVENTS; sent++) {
      server.app.realtime.tellHead(`${sent} ${KILOBYTE}`)
      await new Promise(resolve => setImmediate(resolve))
    }
    assert.ok(unread() >= BEHIND, 'it is behind')

    const heard = server.app.realtime.untilHeard(owner.member.organization_id)
    slow.resume()
    await heard
    assert.ok(unread() < BEHIND, `${unread()} bytes are unread`)
    slow.terminate()
  })

  /** Speaks Socket.IO as far as the door, then reads nothing more from the network. */
  async function connectLazily(): Promise<WebSocket> {
    const line = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    await once(line, 'message')
    line.send(`40${JSON.stringify({ apiKey: owner.apiKey })}`)
    const [welcome] = await once(line, 'message')
    assert.match(String(welcome), /^40/)
    line.pause()
    return line
  }

  /** Connections that the server holds something for, Engine.IO's own list included. */
  function connections(): number {
    return ioOf(server.app.feathers)?.engine.clientsCount ?? 0
  }
})
