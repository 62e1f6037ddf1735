import assert from 'node:assert/strict'
import { listen, type StockClient, socketAs } from '../support/clients.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createOrganization, PASSWORD, type WhatsAppNumber } from '../support/world.ts'

describe('A worker that comes back after its lease has run out', () => {
  let one: TestServer
  let other: TestServer
  let number: WhatsAppNumber
  let agent: StockClient

  before(async () => {
    one = await startServer()
    other = await startServer({ beside: one })
    const organization = await createOrganization(one)
    number = await organization.whatsapp()
    const { email } = await organization.hire('agent')
    agent = await socketAs(one.url, { email, password: PASSWORD })
  })
  after(async () => {
    agent.close()
    await number.provider.close()
    await other.stop()
    await one.stop()
  })

  it('finds its lane taken: the answer stays doubtful, its late verdict is refused, and nobody calls twice', async () => {
    const { provider } = number
    const messages = listen(agent, 'conversation-messages-whatsapp', 'created')
    const statuses = listen(agent, 'conversation-messages-whatsapp', 'patched')
    await provider.phone({ waId: '15550003333' }).says('Hello?')
    await messages.until(1)
    await one.settle()
    const before = provider.calls.length

    let answer = (): void => {}
    const until = new Promise<void>(resolve => {
      answer = resolve
    })
    provider.fault({ kind: 'wait', until })
    const sent = await agent.app.service('conversation-messages-transform-outgoing-whatsapp').create({
      conversation_id: messages.heard[0]?.['conversation_id'],
      message_type: 'text',
      message_text: 'Hello!'
    })
    await provider.untilCalls(before + 1)
    await one.database.query({ text: `update lanes set lease_until = now() - interval '1 s'` })
    await statuses.until(1)
    assert.equal(statuses.heard[0]?.['status'], 'unknown')

    answer()
    await one.settle()
    await other.settle()
    const after = await agent.app.service('conversation-messages').get(sent.id)
    assert.equal(after.status, 'unknown')
    assert.equal(provider.calls.length, before + 1)
    assert.deepEqual(
      await one.database.query({ text: 'select verdict, fence from delivery_attempts order by fence' }),
      [{ verdict: 'unknown', fence: 2 }]
    )
  })
})
