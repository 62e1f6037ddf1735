import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { socketAs } from '../support/clients.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type GraphApi, startGraphApi } from '../support/graph-api.ts'
import { findAnomalies } from '../support/history.ts'
import { type Parley, prepareParley } from '../support/parley.ts'
import { aftermath } from './aftermath.ts'
import { call, connectNumber, firstWord, meet, newNumber, startLoad, type Talk, tally } from './load.ts'

const CUSTOMERS = 3
const SOCKETS = 5
const LOAD_MS = 1_500
const MOST_MS = 10_000
const NUMBERS = [newNumber(1), newNumber(2)] as const

describe('A server that is asked to stop', () => {
  let database: TestDatabase
  let parley: Parley
  let provider: GraphApi
  let talks: Talk[]

  before(async () => {
    database = await createTestDatabase()
    parley = await prepareParley({ DATABASE_URL: database.url })
    provider = await startGraphApi({ numbers: NUMBERS })
    await parley.start()
    for (const number of NUMBERS) await connectNumber(parley, provider, number)
    talks = await meet(parley, provider, CUSTOMERS)
  })
  after(async () => {
    await parley?.remove()
    await provider?.close()
    await database?.drop()
  })

  it('sends its sockets away, ends within ten seconds under load and has lost nothing', async () => {
    const load = startLoad(parley, talks)
    const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => connect()))
    await pause(LOAD_MS)
    const gone = Promise.all(sockets.map(goneFor))

    const began = performance.now()
    const code = await parley.end('SIGTERM')
    const took = Math.round(performance.now() - began)
    // Any other reason keeps stock clients from coming back by themselves.
    assert.deepEqual(new Set(await gone), new Set(['transport close']))
    const ready = Math.round(await parley.start())
    await pause(LOAD_MS)
    await load.stop()
    for (const { close } of sockets) close()

    const { settled, final, counts } = await aftermath(database.url, provider)
    const appends = [...load.appends, ...talks.map(firstWord)]
    const anomalies = findAnomalies({ appends, reads: load.reads, final })
    const { webhooks, sends } = tally(load.appends)
    console.log(
      `    stopped in ${took} ms, ready again after ${ready} ms; acknowledged ${webhooks} webhooks, ${sends} sends, ` +
        `${load.repeated} calls repeated; anomalies ${anomalies.length}; unknown ${counts.unknown}; at rest after ${settled} ms`
    )
    assert.equal(code, 0)
    assert.ok(took < MOST_MS, `it took ${took} ms`)
    assert.deepEqual(anomalies.slice(0, 10), [])
    assert.equal(counts.unknown, 0, 'a call that was under way ends before the server does')
    assert.equal(counts.sent_uncalled, 0)
  })

  it('ends within ten seconds although a provider does not answer', async () => {
    await hangOn(talks[0])
    const began = performance.now()
    assert.equal(await parley.end('SIGTERM'), 0)
    assert.ok(performance.now() - began < MOST_MS + 2_000)
    await parley.start()
  })

  it('ends at once when it is asked twice', async () => {
    await hangOn(talks[1])
    const began = performance.now()
    parley.signal('SIGTERM')
    await pause(300)
    assert.equal(await parley.end('SIGTERM'), 1)
    assert.ok(performance.now() - began < 2_000)
  })

  /** An answer is called for, and the provider lets the call hang. */
  async function hangOn(talk: Talk | undefined): Promise<void> {
    provider.fault({ kind: 'hang', accepted: true })
    const calls = provider.calls.length
    const draft = { conversation_id: Number(talk?.conversation), message_type: 'text', message_text: 'Are you there?' }
    await call(parley, 'POST', 'conversation-messages-transform-outgoing-whatsapp', draft)
    await provider.untilCalls(calls + 1)
  }

  const connect = () => socketAs(parley.url, { apiKey: parley.apiKey }, { reconnection: false })
})

/** Why a socket was disconnected. */
function goneFor({ socket }: Awaited<ReturnType<typeof socketAs>>): Promise<string> {
  return new Promise(resolve => socket.once('disconnect', reason => resolve(reason)))
}
