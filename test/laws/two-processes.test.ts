import assert from 'node:assert/strict'
import pg from 'pg'
import { listen, type StockClient, socketAs } from '../support/clients.ts'
import type { Phone } from '../support/graph-api.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createOrganization, PASSWORD, type WhatsAppNumber } from '../support/world.ts'

const PATH = 'conversation-messages-whatsapp'

describe('An api process and a worker process on one database', () => {
  let api: TestServer
  let worker: TestServer
  let number: WhatsAppNumber
  let agent: StockClient
  let phone: Phone

  before(async () => {
    api = await startServer({ environment: { ROLES: 'api' } })
    worker = await startServer({ beside: api, environment: { ROLES: 'worker' } })
    const organization = await createOrganization(api)
    number = await organization.whatsapp()
    const { email } = await organization.hire('agent')
    agent = await socketAs(api.url, { email, password: PASSWORD })
    phone = number.provider.phone({ waId: '15550002222', name: 'Ada Okafor' })
  })
  after(async () => {
    agent.close()
    await number.provider.close()
    await worker.stop()
    await api.stop()
  })

  const answer = (conversation: unknown, text: string) =>
    agent.app.service('conversation-messages-transform-outgoing-whatsapp').create({
      conversation_id: conversation,
      message_type: 'text',
      message_text: text
    })

  it('carry a text in by the one and live to a socket of the other', async () => {
    const messages = listen(agent, PATH, 'created')
    await phone.says('Hello?')
    await messages.until(1)
    assert.equal(messages.heard[0]?.['message_text'], 'Hello?')
    assert.equal(messages.heard[0]?.['direction'], 'inbound')
  })

  it('send by the one what was written at the other, and show it live', async () => {
    const statuses = listen(agent, PATH, 'patched')
    const conversation = await onlyConversation()
    await answer(conversation, 'Hello Ada!')
    await statuses.until(1)
    assert.equal(statuses.heard[0]?.['status'], 'sent')
    assert.equal(phone.inbox.at(-1)?.text, 'Hello Ada!')
  })

  it('miss nothing and keep the order when the line between them is cut', async () => {
    const conversation = await onlyConversation()
    const events = listen(agent, 'conversation-events', 'created')
    const messages = listen(agent, PATH, 'created')
    const words = Array.from({ length: 20 }, (_, index) => `word ${index}`)
    for (const [index, word] of words.entries()) {
      if (index === 5) await cutTheLine()
      if (index % 2 === 0) await phone.says(word)
      else await answer(conversation, word)
    }
    await messages.until(words.length)
    await worker.settle()
    await events.until(words.length + words.length / 2)

    assert.deepEqual(messages.heard.map(textOf).toSorted(), words.toSorted())
    const seqs = events.heard.map(row => Number(row['seq'])).toSorted((one, other) => one - other)
    assert.deepEqual(
      seqs,
      seqs.map((_, index) => (seqs[0] ?? 0) + index)
    )
    const arrived = phone.inbox.map(each => each.text).filter(text => text !== 'Hello Ada!')
    assert.deepEqual(
      arrived,
      words.filter((_, index) => index % 2 === 1)
    )
  })

  /** Ends the connections that listen, as a failing network would. */
  async function cutTheLine(): Promise<void> {
    const superuser = new pg.Client(api.databaseUrl)
    await superuser.connect()
    const { rows } = await superuser.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'parley-wakeup' and datname = current_database()`
    )
    await superuser.end()
    assert.equal(rows.length, 2)
  }

  async function onlyConversation(): Promise<unknown> {
    const page = await agent.app.service('conversations').find({ query: {} })
    return page.data[0].id
  }
})

function textOf(row: Record<string, unknown>): string {
  return String(row['message_text'])
}
