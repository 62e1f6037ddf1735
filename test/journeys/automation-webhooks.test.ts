import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { ExecutionRow } from '../../src/actions/execution-row.ts'
import type { Step } from '../../src/model/automation.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { openReceiver, type Receiver } from '../support/receiver.ts'

describe('Webhooks that automations call', () => {
  let desk: Desk
  let receiver: Receiver
  let id: number

  before(async () => {
    desk = await openDesk()
    receiver = await openReceiver()
    id = (await desk.meet(desk.phone())).id
  })
  after(async () => {
    await receiver.close()
    await desk.close()
  })

  const executions = () => desk.client.app.service('automations-executions')

  async function call(more: object = {}, payload?: object): Promise<ExecutionRow & { secret: string }> {
    const hook = { id: 'call', type: 'call_webhook', url: receiver.url, ...more }
    const told: Step = { id: 'note', type: 'note', message_text: 'It said {{ steps.call.body.answer }}' }
    const automation = await desk.client.app
      .service('automations')
      .create({ name: 'Caller', trigger: { type: 'manual' }, steps: [hook, told] })
    const order = { automation_id: automation.id, conversation_id: id, ...(payload && { initial_payload: payload }) }
    const { id: execution } = await executions().create(order)
    await desk.settle()
    return { ...(await executions().get(execution)), secret: automation.secret }
  }

  it('are signed, show the conversation, and answer into the steps that follow', async () => {
    receiver.answers({ status: 200, body: '{"answer":"forty-two"}' })
    const done = await call({ data: { shop: 7 } }, { messages: [{ id: 1 }], contact: null })
    assert.equal(done.status, 'done', JSON.stringify(done.error))
    const heard = receiver.heard.at(-1)
    const body = JSON.parse(heard?.body ?? '{}')
    assert.deepEqual(
      [body.type, body.execution_id, body.step_id, body.data, body.initial_payload.messages],
      ['automation.step', done.id, 'call', { shop: 7 }, [{ id: 1 }]]
    )
    assert.deepEqual([body.conversation.id, body.contact.first_name], [id, 'Ada'])
    assert.deepEqual(Object.keys(body.conversation), Object.keys(await desk.conversation(id)))
    const headers = heard?.headers ?? {}
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${heard?.body}`
    const key = Buffer.from(done.secret.replace('whsec_', ''), 'base64')
    assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    assert.equal(headers['idempotency-key'], `${done.id}.0`)
    assert.equal((await desk.messages(id)).at(-1)?.message_text, 'It said forty-two')
  })

  it('are called again under the same key while it may pass, and no sooner than they wish', async () => {
    const before = receiver.heard.length
    receiver.answers({ status: 503 }, { status: 429, headers: { 'retry-after': '120' } })
    const waiting = await call()
    assert.deepEqual([waiting.status, waiting.log[0]?.attempt], ['waiting', 1])
    await desk.forward({ seconds: 5 })
    await desk.forward({ seconds: 119 })
    assert.equal(receiver.heard.length, before + 2)
    await desk.forward({ seconds: 1 })
    const done = await executions().get(waiting.id)
    assert.deepEqual([done.status, done.log[0].attempt], ['done', 3])
    const keys = receiver.heard.slice(before).map(heard => heard.headers['idempotency-key'])
    assert.deepEqual(keys, Array(3).fill(`${waiting.id}.0`))
  })

  it('fail at once where they refuse, and at last where nobody answers', async () => {
    receiver.answers({ status: 410 })
    const refused = await call()
    assert.deepEqual([refused.status, refused.error?.reason], ['failed', 'webhook_refused'])
    const lost = await call({ url: 'http://127.0.0.1:9/nobody' })
    for (const seconds of [5, 30, 300, 1_800, 7_200]) await desk.forward({ seconds })
    const failed = await executions().get(lost.id)
    assert.deepEqual([failed.status, failed.error.reason, failed.log[0].attempt], ['failed', 'webhook_unreachable', 6])
  })

  it('never reach what is not allowed', async () => {
    const blocked = await call({ url: 'http://192.168.0.1/inside' })
    assert.deepEqual([blocked.status, blocked.error?.reason], ['failed', 'egress_blocked'])
  })

  it('are not called in rehearsal', async () => {
    const before = receiver.heard.length
    const steps = [{ id: 'call', type: 'call_webhook', url: receiver.url }]
    const automation = await desk.client.app
      .service('automations')
      .create({ name: 'Caller', trigger: { type: 'manual' }, steps })
    const order = { automation_id: automation.id, conversation_id: id, dry_run: true }
    const rehearsal = await executions().create(order)
    assert.deepEqual(rehearsal.log[0].result, { url: receiver.url, called: false })
    assert.equal(receiver.heard.length, before)
  })
})
