import assert from 'node:assert/strict'
import type { wireMessage } from '../../src/services/conversation-messages/message.wire.ts'
import type { wireConversation } from '../../src/services/conversations/conversation.wire.ts'
import { type StockClient, socketAs } from './clients.ts'
import type { Phone, PhoneOptions } from './graph-api.ts'
import { startServer, type TestServer } from './server.ts'
import { createOrganization, type Organization, PASSWORD, type WhatsAppNumber } from './world.ts'

export type ShownMessage = ReturnType<typeof wireMessage>
export type ShownConversation = ReturnType<typeof wireConversation>

export interface ShownEvent {
  readonly seq: number
  readonly type: string
  readonly actor: Readonly<Record<string, unknown>>
  readonly data: Readonly<Record<string, unknown>>
}

/** A fact that could not be applied, as it is kept. */
export interface PutAside {
  readonly reason: string
  readonly fact: Readonly<Record<string, unknown>>
  readonly released_at: string | null
}

/** Somebody at work: a server, an organization with a WhatsApp number, and its owner on a stock client. */
export interface Desk {
  readonly server: TestServer
  readonly organization: Organization
  readonly number: WhatsAppNumber
  readonly client: StockClient
  /** A customer whom nobody has met. */
  phone(options?: PhoneOptions): Phone & { readonly waId: string }
  /** Lets the customer write, and gives the conversation that this is in. */
  meet(phone: Phone, text?: string): Promise<ShownConversation>
  conversation(id: number): Promise<ShownConversation>
  change(id: number, patch: object): Promise<ShownConversation>
  messages(id: number): Promise<ShownMessage[]>
  /** The message that the provider knows under this id. */
  messageOf(providerMessageId: string): Promise<ShownMessage>
  events(id: number): Promise<ShownEvent[]>
  say(id: number, text: string, more?: object): Promise<ShownMessage>
  send(id: number, message: object): Promise<ShownMessage>
  /** The message as it is now. */
  again(message: ShownMessage): Promise<ShownMessage>
  putAside(): Promise<PutAside[]>
  settle(): Promise<void>
  forward(span: { seconds?: number; minutes?: number; hours?: number }): Promise<void>
  close(): Promise<void>
}

let nextCustomer = 0

export async function openDesk(options: Parameters<typeof startServer>[0] = {}): Promise<Desk> {
  const server = await startServer(options)
  const organization = await createOrganization(server)
  const number = await organization.whatsapp()
  const client = await socketAs(server.url, { email: organization.owner.email, password: PASSWORD })
  const service = (path: string) => client.app.service(path)
  const messages = service('conversation-messages-whatsapp')

  const desk: Desk = {
    server,
    organization,
    number,
    client,
    phone(options = {}) {
      const waId = options.waId ?? `1555${String(++nextCustomer).padStart(7, '0')}`
      return Object.assign(number.provider.phone({ name: 'Ada Okafor', ...options, waId }), { waId })
    },
    async meet(phone, text = 'Hello?') {
      const { wamid } = await phone.says(text)
      await server.settle()
      return desk.conversation((await desk.messageOf(wamid)).conversation_id)
    },
    conversation: id => service('conversations').get(id),
    change: (id, patch) => service('conversations').patch(id, patch),
    async messages(id) {
      return (await messages.find({ query: { conversation_id: id, $limit: 50 } })).data
    },
    async messageOf(provider_message_id) {
      const { data } = await service('conversation-messages').find({ query: { provider_message_id } })
      assert.equal(data.length, 1, `there are ${data.length} messages of ${provider_message_id}`)
      return data[0]
    },
    async events(id) {
      return (await service('conversation-events').find({ query: { conversation_id: id, $limit: 50 } })).data
    },
    say: (id, message_text, more = {}) => desk.send(id, { message_type: 'text', message_text, ...more }),
    send: (id, message) =>
      service('conversation-messages-transform-outgoing-whatsapp').create({ conversation_id: id, ...message }),
    again: message => messages.get(message.id),
    putAside: () =>
      server.database.query<PutAside>({
        text: `select reason, fact, released_at from quarantined_facts where organization_id = $1 order by id`,
        values: [organization.id]
      }),
    settle: () => server.settle(),
    forward(span) {
      server.clock.forward(span)
      return server.settle()
    },
    async close() {
      client.close()
      await number.provider.close()
      await server.stop()
    }
  }
  return desk
}

/** Is it the refusal of this reason? For `assert.rejects`. */
export function refused(reason: string, message = /./, expected = 422) {
  return (error: unknown): boolean => {
    const { code, message: words, data } = error as { code: number; message: string; data: { reason: string } }
    assert.deepEqual([code, data.reason], [expected, reason])
    assert.match(words, message)
    return true
  }
}
