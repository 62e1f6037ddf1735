import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createHeartbeat } from '../../src/platform/heartbeat.ts'
import { createOutbox } from '../../src/platform/lease-lanes.ts'
import { extendLease, type Lease, LeaseLost, promise, settle } from '../../src/platform/outbox.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createOrganization } from '../support/world.ts'

describe('A lease', () => {
  let server: TestServer
  let organizationId: number
  const worker = randomUUID()
  const other = randomUUID()

  before(async () => {
    // Without a worker nobody else takes what is promised here.
    server = await startServer({ environment: { ROLES: 'api' } })
    organizationId = (await createOrganization(server)).id
  })
  after(() => server.stop())

  async function owe(): Promise<string> {
    const lane = { organization_id: organizationId, lane_key: randomUUID(), gate_key: 'g', pair_key: null }
    const due_at = server.clock.now().toISOString()
    const delivery = { id: randomUUID(), channel_id: 1, conversation_id: 1, message_id: randomUUID(), part_number: 0 }
    await server.app.house.unitOfWork.atomically(tx => promise(tx, lane, [{ ...delivery, part: {}, due_at }]))
    return lane.lane_key
  }

  async function lease(by: string, lane: string): Promise<Lease | undefined> {
    const options = { worker: by, now: server.clock.now(), limit: 50, seconds: 30 }
    return (await createOutbox(server.database).lease(options)).leases.find(each => each.lane_key === lane)
  }

  const settleAs = (held: Lease, state: 'sent' | 'unknown') =>
    server.app.house.unitOfWork.atomically(tx =>
      settle(tx, held, { kind: 'done', state, provider_message_id: null, error: null }, server.clock.now())
    )

  const runOut = (lane: string) =>
    server.database.query({
      text: `update lanes set lease_until = now() - interval '1 s' where lane_key = $1`,
      values: [lane]
    })

  async function stateOf({ delivery_id }: Lease): Promise<unknown> {
    const text = `select d.state, l.pending from deliveries d join lanes l using (organization_id, lane_key) where d.id = $1`
    return (await server.database.query({ text, values: [delivery_id] }))[0]
  }

  async function held(by: string): Promise<{ lane: string; first: Lease }> {
    const lane = await owe()
    const first = await lease(by, lane)
    if (!first) throw new Error('nothing was leased')
    return { lane, first }
  }

  const heartbeat = (processId: string, alone = false) =>
    createHeartbeat({ database: server.database, processId, alone, onError: assert.ifError })

  it('is one worker’s as long as it lasts', async () => {
    const { lane } = await held(worker)
    assert.equal(await lease(other, lane), undefined)
  })

  it('passes on when it has run out, and the late settlement is refused', async () => {
    const { lane, first } = await held(worker)
    await runOut(lane)
    const second = await lease(other, lane)
    assert.equal(second?.interrupted, true)
    await assert.rejects(settleAs(first, 'sent'), LeaseLost)
    assert.deepEqual(await stateOf(first), { state: 'sending', pending: 1 })
  })

  it('lasts longer where more time is asked for, but not once it has passed on', async () => {
    const { lane, first } = await held(worker)
    await runOut(lane)
    await extendLease(server.database, first, 300)
    assert.equal(await lease(other, lane), undefined)
    await runOut(lane)
    assert.ok(await lease(other, lane))
    await assert.rejects(extendLease(server.database, first, 300), LeaseLost)
  })

  it('may still be settled late while nobody has taken it', async () => {
    const { lane, first } = await held(worker)
    await runOut(lane)
    await settleAs(first, 'sent')
    assert.deepEqual(await stateOf(first), { state: 'sent', pending: 0 })
  })

  it('is settled once, also when the answer to the first COMMIT was lost', async () => {
    const { first } = await held(worker)
    await settleAs(first, 'sent')
    await assert.rejects(settleAs(first, 'unknown'), LeaseLost)
    assert.deepEqual(await stateOf(first), { state: 'sent', pending: 0 })
  })

  it('of a living process stands, and is free as soon as the process says good-bye', async () => {
    const process = heartbeat(worker)
    await process.start()
    const { lane } = await held(worker)
    assert.equal(await lease(other, lane), undefined)
    await process.stop()
    assert.equal((await lease(other, lane))?.interrupted, true)
  })

  it('is free when its process has been silent for long', async () => {
    const process = heartbeat(worker)
    await process.start()
    const { lane } = await held(worker)
    await server.database.query({
      text: `update processes set seen_at = now() - interval '11 s' where id = $1`,
      values: [worker]
    })
    assert.equal((await lease(other, lane))?.interrupted, true)
    await process.stop()
  })

  it('is free when its process cannot have outlived the database', async () => {
    const vanished = heartbeat(worker)
    await vanished.start()
    const { lane } = await held(worker)
    const alone = heartbeat(other, true)
    await alone.start()
    assert.equal((await lease(other, lane))?.interrupted, true)
    await alone.stop()
    await vanished.stop()
  })
})
