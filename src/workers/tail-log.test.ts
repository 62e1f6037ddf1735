import assert from 'node:assert/strict'
import { untilLogIsAtRest } from '../../test/support/log-at-rest.ts'
import { startServer, type TestServer } from '../../test/support/server.ts'
import { createOrganization, type Organization } from '../../test/support/world.ts'
import type { House } from '../actions/scope.ts'
import { createLogTail } from './tail-log.ts'

describe('The tail of the log', () => {
  let server: TestServer
  let organization: Organization

  before(async () => {
    server = await startServer()
    organization = await createOrganization(server)
  })
  after(() => server.stop())

  /** The house, whose database fails once, at the given statement. */
  function failingAt(statement: number): House {
    let count = 0
    const { database } = server
    return {
      ...server.app.house,
      database: {
        ...database,
        query: async <Row extends object>(asked: Parameters<typeof database.query>[0]) => {
          if (++count === statement) throw new Error('the database is away')
          return database.query<Row>(asked)
        }
      }
    }
  }

  it('tells only what others did, also when it has to read a page twice', async () => {
    const announced = new Set<string>()
    const told: string[] = []
    // Where to begin, the first page, and then the rows that the facts show.
    const tail = createLogTail(failingAt(4), {
      hasAnnounced: id => announced.delete(id),
      announce: facts => void told.push(...facts.map(({ event }) => event.id)),
      hear: () => {}
    })
    await untilLogIsAtRest(server.database)
    await tail.drain()

    await organization.hire('agent')
    await organization.hire('agent')
    await untilLogIsAtRest(server.database)
    const rows = await server.database.query<{ id: string }>({
      text: 'select id from events order by transaction_id desc, id desc limit 2'
    })
    const [foreign = '', own = ''] = rows.map(row => row.id)
    announced.add(own)
    const before = tail.position()
    await assert.rejects(tail.drain(), /away/)
    assert.deepEqual(told, [])
    assert.equal(tail.position(), before, 'it stands at what was told')
    await tail.drain()
    assert.deepEqual(told, [foreign])
    assert.equal(tail.position()?.id, rows[0]?.id)
  })
})
