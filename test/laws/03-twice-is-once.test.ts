import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { act } from '../../src/actions/scope.ts'
import { settleDelivery } from '../../src/actions/settle-delivery.ts'
import { createOutbox } from '../../src/platform/lease-lanes.ts'
import { type Lease, LeaseLost } from '../../src/platform/outbox.ts'
import { openStage, type Stage, type Talk } from '../support/stage.ts'

describe('Law 3: twice is once', () => {
  let stage: Stage
  let talk: Talk

  before(async () => {
    stage = await openStage()
    talk = await stage.talk()
  })
  after(() => stage.close())

  it('takes in a webhook once that comes five times at once, and again later', async () => {
    const words = talk.phone.event.says('Only once')
    const answers = await Promise.all(Array.from({ length: 5 }, () => talk.phone.batch([words])))
    await stage.server.settle()
    answers.push(await talk.phone.batch([words]))
    await stage.server.settle()

    assert.deepEqual([...new Set(answers.flat())], [200])
    const messages = await stage.rows('select id from messages where provider_message_id = $1', [words.wamid])
    assert.equal(messages.length, 1)
    assert.equal(await countEvents(messages), 1)
    assert.deepEqual(await stage.rows('select fact from quarantined_facts'), [])
  })

  it('takes in a report once that comes five times at once', async () => {
    const message = await stage.send(talk, 'Twice?')
    await stage.server.settle()
    const wamid = talk.phone.inbox.at(-1)?.wamid ?? ''
    await Promise.all(Array.from({ length: 5 }, () => talk.phone.reads(wamid)))
    await stage.server.settle()
    const events = await stage.rows<{ type: string }>(
      `select type from events where data ->> 'message_id' = $1 order by seq`,
      [message.id]
    )
    assert.deepEqual(
      events.map(event => event.type),
      ['message.queued', 'message.sent', 'message.read']
    )
  })

  it('settles a delivery once, though two workers hold it', async () => {
    const { house } = stage.server.app
    const later = new Date(house.clock.now().getTime() + 60_000)
    await stage.send(talk, 'Who has it?', { send_at: later.toISOString() })
    const outbox = createOutbox(house.database)
    const lease = async (seconds: number) => {
      const [taken] = (await outbox.lease({ worker: randomUUID(), now: later, limit: 1, seconds })).leases
      assert.ok(taken)
      return taken
    }
    // The first is taken for dead at once.
    const [first, second] = [await lease(-1), await lease(60)]
    const settle = (held: Lease, id: string) =>
      act(house, { kind: 'system', organization_id: held.organization_id, name: 'deliver' }, scope =>
        settleDelivery(scope, held, { kind: 'accepted', provider_message_id: id })
      )
    await assert.rejects(settle(first, 'wamid.first'), LeaseLost)
    await settle(second, 'wamid.second')
    const [delivery] = await stage.rows('select state, provider_message_id from deliveries where id = $1', [
      first.delivery_id
    ])
    assert.deepEqual(delivery, { state: 'sent', provider_message_id: 'wamid.second' })
  })

  it('answers a hundred creates under one idempotency key at once with one record', async () => {
    const key = randomUUID()
    const body = { message_type: 'text', message_text: 'One answer' }
    const answers = await Promise.all(Array.from({ length: 100 }, () => postUntilTaken(key, body)))
    assert.deepEqual([...new Set(answers.map(each => each.status))], [201])
    assert.equal(new Set(answers.map(each => each.id)).size, 1)
    const stored = await stage.rows('select id from messages where message_text = $1', ['One answer'])
    assert.equal(stored.length, 1)

    await stage.server.settle()
    assert.equal(talk.phone.inbox.filter(each => each.text === 'One answer').length, 1)
  })

  it('lets those who wait for the first not stand in its way', async () => {
    const { id } = stage.number.channel
    stage.server.app.house.accounts.forget(stage.organization.id, id)
    const key = randomUUID()
    const body = { message_type: 'text', message_text: 'Let me through' }
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(key, body)))
    assert.deepEqual([...new Set(answers.map(each => each.status))], [201])
  })

  it('refuses the same key with another body', async () => {
    const key = randomUUID()
    await post(key, { message_type: 'note', message_text: 'First' })
    const other = await post(key, { message_type: 'note', message_text: 'Second' })
    assert.equal(other.status, 409)
    assert.equal(other.reason, 'idempotency_conflict')
    assert.deepEqual(await stage.rows('select id from messages where message_text = $1', ['Second']), [])
  })

  it('frees the key of a create that was refused', async () => {
    const key = randomUUID()
    const refused = await post(key, { message_type: 'text', message_text: 'x', control_epoch: 99 })
    assert.deepEqual([refused.status, refused.reason], [409, 'stale_control'])
    const allowed = await post(key, { message_type: 'note', message_text: 'Now' })
    assert.equal(allowed.status, 201)
  })

  it('gives the first message again for the same client_id, also of ten at once', async () => {
    const client_id = randomUUID()
    const answers = await Promise.all(Array.from({ length: 10 }, () => stage.send(talk, 'Said once', { client_id })))
    assert.equal(new Set(answers.map(message => message.id)).size, 1)
    const stored = await stage.rows('select id from messages where client_id = $1', [client_id])
    assert.equal(stored.length, 1)
  })

  /** As clients do: who is told to come back comes back, with the same key. */
  async function postUntilTaken(key: string, body: object) {
    let answer = await post(key, body)
    while (answer.status === 503) answer = await post(key, body)
    return answer
  }

  async function post(key: string, body: object): Promise<{ status: number; id: unknown; reason: unknown }> {
    const response = await fetch(`${stage.server.url}/conversations/${talk.id}/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': stage.organization.owner.apiKey,
        'idempotency-key': key
      },
      body: JSON.stringify(body)
    })
    const answer: { id?: unknown; data?: { reason?: unknown } } = Object(await response.json())
    return { status: response.status, id: answer.id, reason: answer.data?.reason }
  }

  async function countEvents(messages: readonly object[]): Promise<number> {
    const [message] = messages
    assert.ok(message && 'id' in message)
    return (await stage.rows(`select 1 from events where data ->> 'message_id' = $1`, [message.id])).length
  }
})
