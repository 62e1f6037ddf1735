import assert from 'node:assert/strict'
import pg from 'pg'
import { socketAs } from '../../test/support/clients.ts'
import { startServer, type TestServer } from '../../test/support/server.ts'
import { createOrganization } from '../../test/support/world.ts'
import { renewLogEpoch } from './renew-log-epoch.ts'

describe('A database that finds itself in another cluster', () => {
  let server: TestServer
  let owner: pg.Client

  before(async () => {
    server = await startServer()
    owner = new pg.Client({ connectionString: server.databaseUrl })
    await owner.connect()
  })
  after(async () => {
    await owner.end()
    await server.stop()
  })

  it('tells old cursors to begin anew, and puts the old log before the new', async () => {
    const query = async ({ text }: { text: string }) => (await owner.query(text)).rows
    assert.equal(await renewLogEpoch(query), false, 'a first start is no move')
    assert.equal(await renewLogEpoch(query), false, 'nothing has moved')

    const organization = await createOrganization(server)
    const client = await socketAs(server.url, { apiKey: organization.owner.apiKey })
    const feed = (after: string) => client.app.service('conversation-events').find({ query: { after } })
    await client.app.service('contacts').create({ first_name: 'Ada' })
    const { cursor, data } = await feed('')
    assert.equal((await feed(cursor)).reset, undefined)

    await owner.query(`update log_epoch set cluster = 'somewhere else'`)
    assert.equal(await renewLogEpoch(query), true)

    const answer = await feed(cursor)
    assert.equal(answer.reset, true)
    await client.app.service('contacts').create({ first_name: 'Bruno' })
    const anew = await feed('')
    assert.deepEqual(
      anew.data.slice(0, data.length).map((event: { id: string }) => event.id),
      data.map((event: { id: string }) => event.id)
    )
    assert.equal(anew.data.at(-1).type, 'contact.created')
    client.close()
  })
})
