import assert from 'node:assert/strict'
import { preview } from '../../src/model/message.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { fixture } from '../support/fixtures.ts'
import { KINDS, type Kind } from '../support/whatsapp-kinds.ts'

const CAPTURED_FOR = '106540352242922'

describe('Each kind that WhatsApp brings', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  /** The payload as it would have come to the number of the desk. */
  function payloadOf(name: string) {
    const source = new TextDecoder().decode(fixture('whatsapp', name))
    return JSON.parse(source.replaceAll(CAPTURED_FOR, desk.number.channel.endpoint))
  }

  const kinds = Object.values(KINDS).flat()
  for (const { fixture: name, row } of kinds.filter(isShown)) {
    it(`becomes a message of type ${row.type}: ${name}`, async () => {
      const payload = payloadOf(name)
      await desk.number.provider.post(desk.number.channel.endpoint, payload)
      await desk.settle()

      const { messages, message_echoes } = payload.entry[0].changes[0].value
      const message = await desk.messageOf((messages ?? message_echoes)[0].id)
      assert.deepEqual(
        [message.message_type, message.direction, preview(message.message_type, message.message_text)],
        [row.type, row.direction ?? 'inbound', row.shows]
      )
      const { last_message } = await desk.conversation(message.conversation_id)
      assert.equal(last_message?.preview, row.shows)
    })
  }

  for (const { fixture: name } of kinds.filter(isSetAside)) {
    it(`is kept for the operator: ${name}`, async () => {
      const before = (await desk.putAside()).length
      await desk.number.provider.post(desk.number.channel.endpoint, payloadOf(name))
      await desk.settle()
      assert.equal((await desk.putAside()).length, before + 1)
    })
  }
})

function isShown(kind: Kind): kind is Kind & Required<Pick<Kind, 'fixture' | 'row'>> {
  return kind.fixture !== undefined && kind.row !== undefined
}

function isSetAside(kind: Kind): kind is Kind & Required<Pick<Kind, 'fixture'>> {
  return kind.fixture !== undefined && kind.becomes?.startsWith('kept for the operator') === true
}
