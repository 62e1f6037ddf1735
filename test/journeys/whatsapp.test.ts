import assert from 'node:assert/strict'
import { listen, type StockClient, socketAs } from '../support/clients.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createOrganization, type Organization, PASSWORD, type WhatsAppNumber } from '../support/world.ts'

describe('A WhatsApp text and its answer', () => {
  let server: TestServer
  let organization: Organization
  let number: WhatsAppNumber
  let agent: StockClient

  before(async () => {
    server = await startServer()
    organization = await createOrganization(server)
    number = await organization.whatsapp()
    const { email } = await organization.hire('agent')
    agent = await socketAs(server.url, { email, password: PASSWORD })
  })
  after(async () => {
    agent.close()
    await number.provider.close()
    await server.stop()
  })

  it('make the round trip: live on a socket, answered, delivered, read', async () => {
    const messages = listen(agent, 'conversation-messages-whatsapp', 'created')
    const statuses = listen(agent, 'conversation-messages-whatsapp', 'patched')
    const phone = number.provider.phone({ waId: '15550001111', name: 'Ada Okafor' })

    await phone.says('Hello?')
    await server.settle()
    await messages.until(1)
    const [question] = messages.heard
    assert.equal(question?.['message_text'], 'Hello?')
    assert.equal(question?.['direction'], 'inbound')

    const answer = await agent.app.service('conversation-messages-transform-outgoing-whatsapp').create({
      conversation_id: question?.['conversation_id'],
      message_type: 'text',
      message_text: 'Hello Ada!'
    })
    assert.equal(answer.status, 'queued')
    await server.settle()
    await statuses.until(1)
    assert.equal(statuses.heard[0]?.['status'], 'sent')
    assert.equal(phone.inbox.length, 1)

    await phone.readsEverything()
    await server.settle()
    await statuses.until(2)
    assert.equal(statuses.heard.at(-1)?.['status'], 'read')
    assert.equal(statuses.heard.at(-1)?.['id'], answer.id)
  })
})
