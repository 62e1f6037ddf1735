import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { drainPair, type Pace, paceGate, slowGate } from '../../src/platform/gates.ts'
import { createOutbox, type Outbox } from '../../src/platform/lease-lanes.ts'
import { type Lease, promise, settle } from '../../src/platform/outbox.ts'
import type { Transaction } from '../../src/platform/unit-of-work.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createOrganization } from '../support/world.ts'

interface Handover {
  readonly gate: string
  readonly pair: string | null
  readonly lane: string
  readonly at: number
}

const PACE: Pace = { per_second: 5, pair: { seconds: 6, burst: 3 } }

describe('The pace of an account', () => {
  let server: TestServer
  let beside: TestServer
  let organizationId: number
  let outboxes: Outbox[]

  before(async () => {
    // Without workers nobody else takes what is promised here.
    server = await startServer({ environment: { ROLES: 'api' } })
    beside = await startServer({ environment: { ROLES: 'api' }, beside: server })
    organizationId = (await createOrganization(server)).id
    outboxes = [createOutbox(server.database), createOutbox(beside.database)]
  })
  after(async () => {
    await beside.stop()
    await server.stop()
  })

  const atomically = (work: (tx: Transaction) => Promise<void>) => server.app.house.unitOfWork.atomically(work)
  const forward = (ms: number) => server.clock.forward({ ms })
  const now = () => server.clock.now()

  async function gate(pace: Pace = PACE): Promise<string> {
    const key = randomUUID()
    await atomically(tx => paceGate(tx, organizationId, key, pace))
    return key
  }

  function owe(gate_key: string, pair_key: string | null, lane_key: string = randomUUID()): Promise<void> {
    const delivery = { id: randomUUID(), channel_id: 1, conversation_id: 1, message_id: randomUUID(), part_number: 0 }
    const due_at = now().toISOString()
    const lane = { organization_id: organizationId, lane_key, gate_key, pair_key }
    return atomically(tx => promise(tx, lane, [{ ...delivery, part: {}, due_at }]))
  }

  const done = (lease: Lease) =>
    atomically(tx => settle(tx, lease, { kind: 'done', state: 'sent', provider_message_id: null, error: null }, now()))

  /** Hands over what may go now, as two processes do that look at the same time. */
  async function handOver(): Promise<Handover[]> {
    const handed: Handover[] = []
    for (;;) {
      const options = { worker: randomUUID(), now: now(), limit: 7, seconds: 30 }
      const looks = await Promise.all(outboxes.map(outbox => outbox.lease(options)))
      const leases = looks.flatMap(look => look.leases)
      for (const lease of leases) {
        handed.push({ gate: lease.gate_key, pair: lease.pair_key, lane: lease.lane_key, at: now().getTime() })
        await done(lease)
      }
      if (leases.length === 0 && !looks.some(look => look.more)) return handed
    }
  }

  async function untilNothingIsOwed(step: () => number, most = 400): Promise<Handover[]> {
    const all: Handover[] = []
    for (let round = 0; round < most; round++) {
      all.push(...(await handOver()))
      const [owed] = await server.database.query<{ count: number }>({
        text: 'select count(*)::int as count from lanes where organization_id = $1 and pending > 0',
        values: [organizationId]
      })
      if (owed?.count === 0) return all
      forward(step())
    }
    throw new Error('not everything has left')
  }

  /** Most handovers in any second, and the most time that any pair has borrowed. */
  function measured(handed: readonly Handover[]): { perSecond: number; borrowed: number } {
    const counts = handed.map(
      one => handed.filter(each => each.gate === one.gate && each.at >= one.at && each.at < one.at + 1_000).length
    )
    const paid = new Map<string | null, number>()
    let borrowed = 0
    for (const { pair, at } of handed) {
      const next = Math.max(paid.get(pair) ?? 0, at) + 6_000
      if (pair) paid.set(pair, next)
      if (pair) borrowed = Math.max(borrowed, next - at)
    }
    return { perSecond: Math.max(0, ...counts), borrowed }
  }

  it('is kept by two processes, in any second, whenever they look and whatever is asked', async () => {
    const script = fc.array(fc.record({ people: fc.integer({ min: 1, max: 12 }), wait: fc.nat(3_000) }), {
      minLength: 1,
      maxLength: 5
    })
    const steps = fc.infiniteStream(fc.oneof(fc.integer({ min: 1, max: 900 }), fc.constant(1_000), fc.nat(20_000)))
    await fc.assert(
      fc.asyncProperty(script, steps, async (scenes, pauses) => {
        const gates = [await gate(), await gate()]
        const handed: Handover[] = []
        for (const { people, wait } of scenes) {
          for (let person = 0; person < people; person++) {
            for (const key of gates) await owe(key, `${key}/${person % 4}`)
          }
          handed.push(...(await handOver()))
          forward(wait)
        }
        handed.push(...(await untilNothingIsOwed(() => (pauses.next().value ?? 1_000) + 1)))
        const asked = scenes.reduce((sum, { people }) => sum + people * gates.length, 0)
        assert.equal(new Set(handed.map(each => each.lane)).size, asked)
        const { perSecond, borrowed } = measured(handed)
        assert.ok(perSecond <= 5, `${perSecond} in a second`)
        assert.ok(borrowed <= 18_000, `${borrowed} ms borrowed by a pair`)
      }),
      { numRuns: 8, seed: 11 }
    )
  })

  it('is used to the full: a backlog leaves as fast as it may, the oldest first', async () => {
    const key = await gate()
    const lanes = Array.from({ length: 23 }, (_, index) => `${key}/${String(index).padStart(2, '0')}`)
    for (const lane of lanes) {
      await owe(key, lane, lane)
      forward(1)
    }
    const began = now().getTime()
    const handed: Handover[] = []
    for (let second = 0; second < 5; second++) {
      handed.push(...(await handOver()))
      forward(1_000)
    }
    assert.deepEqual(
      handed.map(each => each.at - began),
      lanes.map((_, index) => Math.floor(index / 5) * 1_000)
    )
    assert.deepEqual(
      handed.map(each => each.lane),
      lanes
    )
  })

  it('lets one person have a burst, then one in six seconds, and nobody else waits for it', async () => {
    const key = await gate({ per_second: 50, pair: { seconds: 6, burst: 3 } })
    for (let n = 0; n < 6; n++) await owe(key, 'ada')
    for (let n = 0; n < 2; n++) await owe(key, 'bob')
    const began = now().getTime()
    const handed = await untilNothingIsOwed(() => 1_000)
    const seconds = (pair: string) => handed.filter(each => each.pair === pair).map(each => (each.at - began) / 1_000)
    assert.deepEqual(seconds('ada'), [0, 0, 0, 6, 12, 18])
    assert.deepEqual(seconds('bob'), [0, 0])
  })

  it('is no reason to look again before something may go', async () => {
    const key = await gate()
    for (let n = 0; n < 40; n++) await owe(key, null)
    await handOver()
    const [outbox] = outboxes
    assert.ok(outbox)
    const look = await outbox.lease({ worker: randomUUID(), now: now(), limit: 10, seconds: 30 })
    assert.deepEqual(look, { leases: [], more: false })
    assert.equal(Date.parse((await outbox.nextDue(now())) ?? ''), now().getTime() + 1_000)
    await untilNothingIsOwed(() => 1_000)
  })

  it('holds up no other account', async () => {
    const [slow, quick] = [await gate({ per_second: 1, pair: null }), await gate({ per_second: 50, pair: null })]
    for (let n = 0; n < 60; n++) await owe(slow, null)
    forward(1)
    for (let n = 0; n < 10; n++) await owe(quick, null)
    const handed = await handOver()
    assert.equal(handed.filter(each => each.gate === quick).length, 10)
    assert.equal(handed.filter(each => each.gate === slow).length, 1)
    await untilNothingIsOwed(() => 1_000)
  })

  it('rests when the provider says so, and is halved for a minute', async () => {
    const key = await gate({ per_second: 4, pair: null })
    const until = new Date(now().getTime() + 30_000).toISOString()
    await atomically(tx => slowGate(tx, { organization_id: organizationId, gate_key: key }, until))
    for (let n = 0; n < 8; n++) await owe(key, null)
    const began = now().getTime()
    const handed = await untilNothingIsOwed(() => 500)
    assert.deepEqual(
      handed.map(each => (each.at - began) / 1_000),
      [30, 30, 31, 31, 32, 32, 33, 33]
    )
  })

  it('has nothing to lend between two whom the provider has counted more often', async () => {
    const key = await gate({ per_second: 50, pair: { seconds: 6, burst: 3 } })
    const pair = { organization_id: organizationId, gate_key: key, pair_key: 'ada' }
    await atomically(tx => drainPair(tx, pair, new Date(now().getTime() + 16_000).toISOString()))
    for (let n = 0; n < 3; n++) await owe(key, 'ada')
    const began = now().getTime()
    const handed = await untilNothingIsOwed(() => 1_000)
    assert.deepEqual(
      handed.map(each => (each.at - began) / 1_000),
      [16, 22, 28]
    )
  })

  it('is not counted where nobody has set one', async () => {
    const key = randomUUID()
    for (let n = 0; n < 20; n++) await owe(key, 'ada')
    assert.equal((await handOver()).length, 20)
  })
})
