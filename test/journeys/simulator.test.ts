import assert from 'node:assert/strict'
import type { Phone } from '../../simulator/server/index.ts'
import { type StockClient, socketAs } from '../support/clients.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type SimulatedNumber, simulatedNumber } from '../support/simulated.ts'
import { PNG, uploadPicture } from '../support/uploads.ts'
import { createOrganization, type Organization, PASSWORD } from '../support/world.ts'

interface Shown {
  readonly id: string
  readonly conversation_id: number
  readonly message_text: string | null
  readonly message_type: string
  readonly direction: string
  readonly status: string
  readonly provider_message_id: string
  readonly error: { readonly provider_code: string } | null
}

describe('The simulated WhatsApp', () => {
  let server: TestServer
  let organization: Organization
  let number: SimulatedNumber
  let agent: StockClient

  before(async () => {
    // No private address may be reached: the way to the simulator is the house's own.
    server = await startServer({ environment: { EGRESS_ALLOW: '', DEMO: 'false' } })
    organization = await createOrganization(server)
    number = await simulatedNumber(server, organization)
    agent = await socketAs(server.url, { email: organization.owner.email, password: PASSWORD })
  })
  afterEach(() => number.line.faults.clear())
  after(async () => {
    agent.close()
    await server.stop()
  })

  async function messageOf(provider_message_id: string): Promise<Shown> {
    const { data } = await agent.app.service('conversation-messages').find({ query: { provider_message_id } })
    assert.equal(data.length, 1)
    return data[0]
  }

  async function meet(name: string): Promise<{ phone: Phone; conversation_id: number }> {
    const phone = await number.phone({ name })
    const { id } = phone.writes('Hello?')
    await server.settle()
    return { phone, conversation_id: (await messageOf(id)).conversation_id }
  }

  function say(conversation_id: number, message_text: string): Promise<Shown> {
    return agent.app
      .service('conversation-messages-transform-outgoing-whatsapp')
      .create({ conversation_id, message_type: 'text', message_text })
  }

  const again = (message: Shown): Promise<Shown> => agent.app.service('conversation-messages-whatsapp').get(message.id)

  it('carries a greeting, its answer, and the news that it was delivered and read', async () => {
    const { phone, conversation_id } = await meet('Ada Okafor')
    const answer = await say(conversation_id, 'Hello Ada!')
    await server.settle()

    assert.deepEqual(
      phone.inbox.map(({ body }) => body),
      [{ body: 'Hello Ada!' }]
    )
    assert.equal((await again(answer)).status, 'delivered')
    phone.reads()
    await server.settle()
    assert.equal((await again(answer)).status, 'read')
  })

  it('refuses what is said out of the window, in the words of the provider', async () => {
    const { phone, conversation_id } = await meet('Bruno Lima')
    phone.leavesWindow()
    const answer = await say(conversation_id, 'Still there?')
    await server.settle()

    const failed = await again(answer)
    assert.deepEqual([failed.status, failed.error?.provider_code], ['failed', '131047'])
    assert.equal(phone.inbox.length, 0)
  })

  it('gives its templates, and takes one that fits them out of the window', async () => {
    const { phone, conversation_id } = await meet('Dora Diaz')
    phone.leavesWindow()
    const templates = agent.app.service(`channels/${number.channel.id}/templates`)
    const { data } = await templates.find({ query: { name: 'order_update' } })
    assert.deepEqual([data[0].language, data[0].status], ['en', 'APPROVED'])

    const parameters = ['Dora', '42'].map(text => ({ type: 'text', text }))
    const send = (name: string): Promise<Shown> =>
      agent.app.service('conversation-messages-transform-outgoing-whatsapp').create({
        conversation_id,
        message_type: 'template',
        content: { name, language: 'en', components: [{ type: 'body', parameters }] }
      })
    await assert.rejects(send('order_upgrade'), { code: 422 })
    const message = await send('order_update')
    await server.settle()
    assert.equal(message.message_text, 'Hello Dora, your order 42 is on its way.')
    assert.equal((await again(message)).status, 'delivered')
    assert.equal(phone.inbox.length, 1)
  })

  it('takes the bytes of a file where links are not wanted, and gives them to the phone', async () => {
    const { phone, conversation_id } = await meet('Emil Eder')
    const set = (outgoing_media: string) =>
      agent.app.service('channels').patch(number.channel.id, { settings: { outgoing_media } })
    await set('upload')
    const { id } = await agent.app.service('conversation-files').create(await uploadPicture(agent, conversation_id))
    const sent: Shown = await agent.app
      .service('conversation-messages-transform-outgoing-whatsapp')
      .create({ conversation_id, message_type: 'image', conversation_file_id: id })
    await server.settle()
    await set('auto')

    assert.equal((await again(sent)).status, 'delivered')
    const [picture] = phone.inbox
    assert.deepEqual(Object.keys(picture?.body ?? {}), ['id'])
    const kept = number.line.media.find(String(Object.values(picture?.body ?? {})[0]))
    assert.deepEqual([kept?.bytes, kept?.mimeType, kept?.from], [PNG, 'image/png', 'business'])
  })

  it('brings a message once that was brought twice', async () => {
    number.line.faults.add({ kind: 'duplicate', times: 1 })
    const { conversation_id } = await meet('Chiara Conti')
    const { total } = await agent.app
      .service('conversation-messages-whatsapp')
      .find({ query: { conversation_id, direction: 'inbound' } })
    assert.equal(total, 1)
  })
})
