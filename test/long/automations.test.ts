import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { ExecutionRow } from '../../src/actions/execution-row.ts'
import type { Step } from '../../src/model/automation.ts'
import { restAs, type StockClient } from '../support/clients.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type GraphApi, startGraphApi } from '../support/graph-api.ts'
import { type Parley, prepareParley } from '../support/parley.ts'
import { mulberry32 } from '../support/random.ts'
import { openReceiver, type Receiver } from '../support/receiver.ts'
import { connectNumber, meet, newNumber } from './load.ts'

const SEED = Number(process.env['SEED'] ?? randomInt(1_000_000))
const KILLS = 6
const STEPS = 50

describe('An automation whose server is killed in the middle', () => {
  const random = mulberry32(SEED)
  const number = newNumber(1)
  let database: TestDatabase
  let parley: Parley
  let provider: GraphApi
  let receiver: Receiver
  let onlooker: pg.Client

  before(async () => {
    database = await createTestDatabase()
    onlooker = new pg.Client({ connectionString: database.url })
    await onlooker.connect()
    provider = await startGraphApi({ numbers: [number] })
    receiver = await openReceiver()
    parley = await prepareParley({ DATABASE_URL: database.url })
  })
  after(async () => {
    await parley?.remove()
    await receiver.close()
    await provider.close()
    await onlooker.end()
    await database.drop()
  })

  it(`does each step once, and calls under one key each (SEED=${SEED})`, async () => {
    await parley.start()
    await connectNumber(parley, provider, number)
    const [talk] = await meet(parley, provider, 1)
    const conversation_id = Number(talk?.conversation)
    const client = await restAs(parley.url, { apiKey: parley.apiKey })
    const steps = Array.from({ length: STEPS }, (_, nth) => stepOf(nth))
    const automation = await client.app
      .service('automations')
      .create({ name: 'Long', trigger: { type: 'manual' }, steps })
    const order = { automation_id: automation.id, conversation_id }
    const { id } = await client.app.service('automations-executions').create(order)

    const places: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      // The first time for certain in the middle, then at any moment.
      if (kill === 0) await comeTo(1 + Math.floor(random() * 20), id)
      else await pause(random() * 250)
      await parley.end('SIGKILL')
      places.push(await placeOf(id))
      await parley.start()
    }
    const execution = await comeToEnd(client, id)
    assert.equal(execution.status, 'done', JSON.stringify(execution.error))
    assert.deepEqual(
      execution.log.map(entry => entry.step_id),
      steps.map(step => step.id)
    )
    const notes = await notesOf(client, conversation_id)
    assert.deepEqual(
      notes,
      steps.flatMap(step => (step.type === 'note' ? step.message_text : []))
    )
    const keys = new Set(receiver.heard.map(({ headers }) => headers['idempotency-key']))
    assert.equal(keys.size, steps.length - notes.length)
    assert.ok(
      places.some(place => place > 0 && place < STEPS),
      `it was killed in the middle: ${places}`
    )
  })

  /** How many steps it has done; asked of the database, which does not wait for the server. */
  async function placeOf(id: string): Promise<number> {
    const { rows } = await onlooker.query<{ place: number }>(
      'select jsonb_array_length(log) as place from automation_executions where id = $1',
      [id]
    )
    return rows[0]?.place ?? 0
  }

  async function comeTo(place: number, id: string): Promise<void> {
    while ((await placeOf(id)) < place) await pause(1)
  }

  const stepOf = (nth: number): Step =>
    nth % 10 === 5
      ? { id: `call-${nth}`, type: 'call_webhook', url: receiver.url }
      : { id: `note-${nth}`, type: 'note', message_text: `Note ${nth}` }
})

function executionOf({ app }: StockClient, id: string): Promise<ExecutionRow> {
  return app.service('automations-executions').get(id)
}

async function comeToEnd(client: StockClient, id: string): Promise<ExecutionRow> {
  for (;;) {
    const execution = await executionOf(client, id)
    if (execution.finished_at) return execution
    await pause(200)
  }
}

async function notesOf({ app }: StockClient, conversation_id: number): Promise<string[]> {
  const { data } = await app
    .service('conversation-messages')
    .find({ query: { conversation_id, message_type: 'note', $limit: 50 } })
  return data.map((message: { message_text: string }) => message.message_text)
}
