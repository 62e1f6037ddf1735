import assert from 'node:assert/strict'
import type { Phone } from '../../../simulator/server/index.ts'
import type { Channel, Verdict } from '../../../src/channels/channel.ts'
import { restAs, type StockClient } from '../clients.ts'
import type { ShownConversation, ShownMessage } from '../desk.ts'
import { startServer, type TestServer } from '../server.ts'
import { createOrganization, type Organization } from '../world.ts'
import type { Booth, Examiner } from './examiner.ts'

/** A server and somebody at work, for one channel. */
export interface Room {
  readonly server: TestServer
  readonly organization: Organization
  /** What the channel made of the answers so far. */
  readonly verdicts: readonly Verdict[]
  open(): Promise<Booth>
  /** Lets a new customer write, and gives the conversation that this is in. */
  meet(booth: Booth, name?: string): Promise<{ phone: Phone; id: number }>
  conversation(id: number): Promise<ShownConversation>
  messages(id: number): Promise<ShownMessage[]>
  /** The message that the provider knows under this id. */
  messageOf(providerMessageId: string): Promise<ShownMessage>
  say(id: number, text: string): Promise<ShownMessage>
  again(message: ShownMessage): Promise<ShownMessage>
  /** Numbers of the conversation's log, in order. */
  numbers(id: number): Promise<number[]>
  rows<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]>
  /** Lets time pass until everything that was said there has left or failed. */
  untilNothingIsOwed(booth: Booth, step: { readonly ms?: number; readonly minutes?: number }): Promise<void>
  close(): Promise<void>
}

const MOST_STEPS = 200

export async function openRoom(examiner: Examiner): Promise<Room> {
  const verdicts: Verdict[] = []
  const channel: Channel = {
    ...examiner.channel,
    interpret(response) {
      const verdict = examiner.channel.interpret(response)
      verdicts.push(verdict)
      return verdict
    }
  }
  const server = await startServer({ environment: { DEMO: 'false' }, channels: [channel] })
  const organization = await createOrganization(server)
  const { app }: StockClient = await restAs(server.url, { apiKey: organization.owner.apiKey })
  const transform = app.service(`conversation-messages-transform-outgoing-${channel.name}`)
  const rows: Room['rows'] = (text, values) => server.database.query({ text, values })

  const room: Room = {
    server,
    organization,
    verdicts,
    rows,
    open: () => examiner.open(server, organization),
    async meet(booth, name = 'Ada Okafor') {
      const phone = await booth.phone({ name })
      const { id } = phone.writes('Hello?')
      await server.settle()
      return { phone, id: (await room.messageOf(id)).conversation_id }
    },
    conversation: id => app.service('conversations').get(id),
    async messages(id) {
      return (await app.service('conversation-messages').find({ query: { conversation_id: id, $limit: 50 } })).data
    },
    async messageOf(provider_message_id) {
      const { data } = await app.service('conversation-messages').find({ query: { provider_message_id } })
      assert.equal(data.length, 1, `there are ${data.length} messages of ${provider_message_id}`)
      return data[0]
    },
    say: (id, message_text) => transform.create({ conversation_id: id, message_type: 'text', message_text }),
    again: message => app.service('conversation-messages').get(message.id),
    async numbers(id) {
      const found = await rows<{ seq: number }>('select seq from events where conversation_id = $1 order by seq', [id])
      return found.map(({ seq }) => seq)
    },
    async untilNothingIsOwed({ channelId }, step) {
      for (let count = 0; count < MOST_STEPS; count++) {
        await server.settle()
        const [owed] = await rows<{ count: number }>(
          `select count(*)::int as count from deliveries where channel_id = $1 and state in ('queued', 'sending')`,
          [channelId]
        )
        if (owed?.count === 0) return
        server.clock.forward(step)
      }
      throw new Error('something is owed for ever')
    },
    close: () => server.stop()
  }
  return room
}
