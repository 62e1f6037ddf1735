import assert from 'node:assert/strict'
import { type Desk, openDesk, refused, type ShownConversation, type ShownMessage } from '../support/desk.ts'
import { talkOn } from '../support/talk-on.ts'

describe('Notes', () => {
  let desk: Desk
  let id: number

  before(async () => {
    desk = await openDesk()
  })
  beforeEach(async () => {
    ;({ id } = await desk.meet(desk.phone()))
  })
  after(() => desk.close())

  const sending = (type = 'whatsapp') => desk.client.app.service(`conversation-messages-transform-outgoing-${type}`)
  const note = (message_text: string, more: object = {}): Promise<ShownMessage> =>
    sending().create({ conversation_id: id, message_type: 'note', message_text, ...more })

  it('are left at any time, and touch nothing that the list shows', async () => {
    await desk.forward({ hours: 30 })
    const before = shown(await desk.conversation(id))
    await note('Outside the window')
    assert.deepEqual(shown(await desk.conversation(id)), before)
    await desk.change(id, { status: 'closed' })
    await note('When it is closed')
    await desk.change(id, { status: 'open' })
    await desk.change(id, { blocked: true })
    const { direction, status } = await note('When it is blocked')
    assert.deepEqual([direction, status], ['internal', 'received'])
    assert.deepEqual((await desk.conversation(id)).last_message, before.last_message)
    const owed = await desk.server.database.query({
      text: 'select from deliveries where conversation_id = $1',
      values: [id]
    })
    assert.equal(owed.length, 0)
  })

  it('mention members, each once, and say so in their event', async () => {
    const { member } = await desk.organization.hire('agent')
    const mentions = [member.user_id, member.user_id]
    const { content } = await note('Please look', { content: { mentions } })
    assert.deepEqual(content, { mentions: [member.user_id] })
    const event = (await desk.events(id)).at(-1)
    assert.equal(event?.type, 'message.noted')
    assert.deepEqual(event?.data['mentions'], [member.user_id])
    await assert.rejects(note('Nobody', { content: { mentions: [999_999] } }), refused('unknown_reference'))
  })

  it('are changed by members, and keep what they said', async () => {
    const { member } = await desk.organization.hire('agent')
    const left = await note('Call her')
    const service = desk.client.app.service('conversation-messages-whatsapp')
    const edited = await service.patch(left.id, { message_text: 'Call him', content: { mentions: [member.user_id] } })
    assert.deepEqual(
      [edited.message_text, edited.content, edited.history.length],
      ['Call him', { mentions: [member.user_id] }, 1]
    )
    const cleared = await service.patch(left.id, { content: { mentions: [] } })
    assert.deepEqual([cleared.message_text, cleared.content], ['Call him', null])
  })

  it('take the conversation over when they are asked to', async () => {
    await note('Mine now', { takeover: true })
    assert.equal((await desk.conversation(id)).assigned_user_id, desk.organization.owner.member.user_id)
  })

  it('belong to a type of channel that the conversation is on', async () => {
    const wrong = { conversation_id: id, message_type: 'note', message_text: 'Elsewhere' }
    await assert.rejects(sending('instagram').create(wrong), refused('wrong_channel'))
    for (const type of ['instagram', 'messenger', 'webchat'] as const) {
      const talk = await talkOn(desk.server, desk.organization, type)
      const left = await sending(type).create({ ...wrong, conversation_id: talk.id })
      assert.equal(left.channel, type)
      const { data } = await desk.client.app
        .service(`conversation-messages-${type}`)
        .find({ query: { conversation_id: talk.id } })
      assert.deepEqual(data, [left])
    }
  })

  it('are all that can be said where nobody speaks the dialect yet', async () => {
    const { id } = await talkOn(desk.server, desk.organization, 'instagram')
    const words = { conversation_id: id, message_type: 'text', message_text: 'Hello' }
    await assert.rejects(sending('instagram').create(words), refused('channel_not_available'))
    await assert.rejects(
      desk.client.app.service('channels').create({ channel_type: 'instagram', name: 'Instagram' }),
      refused('channel_not_available', /instagram/)
    )
  })
})

function shown({ last_message, unread_count, waiting_since, window_expires_at, status }: ShownConversation) {
  return { last_message, unread_count, waiting_since, window_expires_at, status }
}
