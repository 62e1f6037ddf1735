import assert from 'node:assert/strict'
import { startServer, type TestServer } from '../support/server.ts'
import { createOrganization } from '../support/world.ts'

describe('An operator', () => {
  let server: TestServer

  before(async () => {
    server = await startServer()
  })
  after(() => server.stop())

  it('sees that the server is alive and ready', async () => {
    assert.equal((await fetch(`${server.url}/livez`)).status, 200)
    const ready = await fetch(`${server.url}/readyz`)
    assert.deepEqual([ready.status, await ready.json()], [200, { status: 'ok', reasons: [] }])
  })

  it('sees what waits, and how long calls take', async () => {
    const { owner } = await createOrganization(server)
    await fetch(`${server.url}/contacts`, { headers: { 'x-api-key': owner.apiKey } })
    const page = await (await fetch(`${server.url}/metrics`)).text()
    for (const name of [
      'sockets',
      'receipts_waiting',
      'deliveries_waiting',
      'delivery_age_seconds',
      'feed_lag_transactions'
    ]) {
      assert.match(page, new RegExp(`^parley_${name} \\d`, 'm'))
    }
    assert.match(page, /path="contacts",method="find",transport="rest",code="200"/)
  })
})
