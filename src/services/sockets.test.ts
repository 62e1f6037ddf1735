import assert from 'node:assert/strict'
import { socketAs } from '../../test/support/clients.ts'
import { startServer, type TestServer } from '../../test/support/server.ts'
import { createOrganization } from '../../test/support/world.ts'
import { ioOf } from '../declarations.ts'

describe('A socket', () => {
  let server: TestServer

  before(async () => {
    server = await startServer()
  })
  after(() => server.stop())

  it('is answered only once it has its seat', async () => {
    const { owner } = await createOrganization(server)
    let recognize: () => void = () => {}
    const recognized = new Promise<void>(resolve => {
      recognize = resolve
    })
    const { identifier } = server.app.house
    const { identify } = identifier
    let times = 0
    // The handshake is quick; then the member was forgotten, and the database takes its time.
    Object.assign(identifier, {
      identify: async (...asked: Parameters<typeof identify>) => {
        if (++times === 2) await recognized
        return identify(...asked)
      }
    })
    const client = await socketAs(server.url, { apiKey: owner.apiKey })
    let seats = 0
    const answered = client.app
      .service('organizations')
      .find()
      .then(() => {
        seats = [...(ioOf(server.app.feathers)?.sockets.sockets.values() ?? [])][0]?.rooms.size ?? 0
      })
    // Time enough for an answer that does not wait.
    for (let other = 0; other < 10; other++) await fetch(`${server.url}/livez`)
    recognize()
    await answered
    Object.assign(identifier, { identify })
    assert.ok(seats > 1, `it sits in ${seats} rooms`)
    client.close()
  })
})
