import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { restAs, type StockClient } from '../support/clients.ts'
import { type Desk, openDesk, refused } from '../support/desk.ts'
import { talkOn } from '../support/talk-on.ts'

describe('Choosing the channel of an answer', () => {
  let desk: Desk
  let rest: StockClient
  let id: number

  before(async () => {
    desk = await openDesk()
    rest = await restAs(desk.server.url, { apiKey: desk.organization.owner.apiKey })
  })
  beforeEach(async () => {
    ;({ id } = await desk.meet(desk.phone()))
  })
  after(() => desk.close())

  const text = (message_text = 'Hello') => ({ message_type: 'text', message_text })
  const sendOnPath = (data: object, client = desk.client) =>
    client.app.service(`conversations/${id}/messages`).create(data)

  it('takes the one the customer used last, or the one that is named', async () => {
    const { channel_id } = await desk.conversation(id)
    assert.equal((await sendOnPath(text())).channel_id, channel_id)
    assert.equal((await sendOnPath({ ...text(), channel_id })).channel_id, channel_id)
    assert.equal((await sendOnPath({ message_type: 'note', message_text: 'Noted', channel_id })).channel_id, channel_id)
  })

  it('refuses one on which the customer has no address, whatever is to be said', async () => {
    const elsewhere = await talkOn(desk.server, desk.organization, 'playground')
    const wrong = { channel_id: elsewhere.channelId }
    await assert.rejects(sendOnPath({ ...text(), ...wrong }), refused('wrong_channel'))
    await assert.rejects(sendOnPath({ ...text(), channel_id: 999_999 }), refused('wrong_channel'))
    await assert.rejects(
      sendOnPath({ message_type: 'note', message_text: 'Noted', ...wrong }),
      refused('wrong_channel')
    )
    for (const path of ['transform-outgoing-messenger', 'playground', 'sms']) {
      const service = desk.client.app.service(`conversation-messages-${path}`)
      await assert.rejects(service.create({ conversation_id: id, ...text() }), refused('wrong_channel'))
    }
  })

  it('reaches the customer on another of their channels where one conversation holds them all', async () => {
    const other = await talkOn(desk.server, desk.organization, 'playground')
    const { contact_id } = await desk.conversation(id)
    await desk.server.database.query({
      text: `with i as (update identities set contact_id = $1 where contact_id = $2)
        update conversations set live_key = 'contact:' || contact_id where id = $3`,
      values: [contact_id, other.contactId, id]
    })
    const said = await sendOnPath({ ...text(), channel_id: other.channelId })
    assert.deepEqual([said.channel, said.channel_id], ['playground', other.channelId])
    await desk.settle()
    const read = desk.client.app.service('conversation-messages-playground')
    assert.equal((await read.get(said.id)).status, 'delivered')
    const direct = await read.create({ conversation_id: id, ...text('Again') })
    assert.equal(direct.channel_id, other.channelId)
  })

  it('lets the channel have the last word on what it can carry', async () => {
    const long = 'x'.repeat(5_000)
    await assert.rejects(sendOnPath(text(long)), refused('not_possible', /4096 characters/))
    const talk = await talkOn(desk.server, desk.organization, 'playground')
    const said = await desk.client.app.service(`conversations/${talk.id}/messages`).create(text(long))
    assert.equal(said.message_text, long)
    const interactive = {
      message_type: 'interactive',
      content: {
        type: 'button',
        body: { text: 'Yes?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Y' } }] }
      }
    }
    await assert.rejects(
      desk.client.app.service(`conversations/${talk.id}/messages`).create(interactive),
      refused('not_possible', /interactive can be said on playground/)
    )
  })

  it('says once what is asked twice under one key, on either transport', async () => {
    const { id: talk } = await talkOn(desk.server, desk.organization, 'playground')
    for (const client of [rest, desk.client]) {
      const service = client.app.service('conversation-messages-playground')
      const query = { $idempotency_key: randomUUID() }
      const one = await service.create({ conversation_id: talk, ...text() }, { query })
      const two = await service.create({ conversation_id: talk, ...text() }, { query })
      assert.deepEqual(two, one)
      await assert.rejects(
        service.create({ conversation_id: talk, ...text('Other') }, { query }),
        refused('idempotency_conflict', /./, 409)
      )
    }
  })
})
