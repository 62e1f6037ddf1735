import assert from 'node:assert/strict'
import { type Desk, openDesk, refused, type ShownMessage } from '../support/desk.ts'
import { type TalkOn, talkOn } from '../support/talk-on.ts'

describe('Lists of messages', () => {
  let desk: Desk
  let talk: TalkOn
  let heard: ShownMessage
  let said: ShownMessage
  let note: ShownMessage
  let reaction: ShownMessage

  const playground = () => desk.client.app.service('conversation-messages-playground')
  const all = () => desk.client.app.service('conversation-messages')

  before(async () => {
    desk = await openDesk()
    talk = await talkOn(desk.server, desk.organization, 'playground')
    const text = { conversation_id: talk.id, message_type: 'text' }
    heard = await playground().create({ ...text, message_text: 'Hello?', direction: 'inbound' })
    await desk.forward({ minutes: 1 })
    said = await playground().create({ ...text, message_text: 'Hello!' })
    note = await playground().create({ ...text, message_type: 'note', message_text: 'Nice' })
    await desk.forward({ minutes: 1 })
    const gesture = { message_type: 'reaction', content: { emoji: '👍' }, reply_to_message_id: heard.id }
    reaction = await playground().create({ conversation_id: talk.id, ...gesture })
    await desk.settle()
    await desk.meet(desk.phone(), 'Something else')
  })
  after(() => desk.close())

  const within = async (query: object): Promise<string[]> => {
    const { data } = await playground().find({ query: { conversation_id: talk.id, ...query } })
    return data.map(({ id }: ShownMessage) => id)
  }
  const across = async (query: object): Promise<string[]> =>
    (await all().find({ query })).data.map(({ id }: ShownMessage) => id)

  it('of a conversation come in its order, by type, side, status, number and time', async () => {
    const ids = { heard: heard.id, said: said.id, note: note.id, reaction: reaction.id }
    assert.deepEqual(await within({}), [ids.heard, ids.said, ids.note, ids.reaction])
    assert.deepEqual(await within({ message_type: { $ne: 'reaction' } }), [ids.heard, ids.said, ids.note])
    assert.deepEqual(await within({ message_type: { $in: ['note', 'reaction'] } }), [ids.note, ids.reaction])
    assert.deepEqual(await within({ message_type: { $nin: ['note', 'reaction'] } }), [ids.heard, ids.said])
    assert.deepEqual(await within({ direction: 'internal' }), [ids.note])
    assert.deepEqual(await within({ status: { $ne: 'received' } }), [ids.said, ids.reaction])
    assert.deepEqual(await within({ seq: { $gt: said.seq } }), [ids.note, ids.reaction])
    assert.deepEqual(await within({ created_at: { $lt: said.created_at } }), [ids.heard])
    const newest = { $sort: { created_at: -1 }, $limit: 2, $skip: 0 }
    assert.equal((await within(newest))[0], ids.reaction)
    assert.deepEqual(await within({ $sort: { seq: -1 }, $limit: 1 }), [ids.reaction])
    assert.deepEqual(await within({ $sort: { id: -1 }, $limit: 1 }), [ids.reaction])
  })

  it('of a type need a conversation, show none of another type, and are read one by one', async () => {
    await assert.rejects(playground().find({ query: {} }), refused('bad_query', /conversation_id/, 400))
    const whatsapp = desk.client.app.service('conversation-messages-whatsapp')
    assert.deepEqual((await whatsapp.find({ query: { conversation_id: talk.id } })).data, [])
    await assert.rejects(whatsapp.get(heard.id), refused('not_found', /./, 404))
    assert.equal((await playground().get(heard.id))._id, heard.id)
    await assert.rejects(
      playground().find({ query: { conversation_id: talk.id, sender: 1 } }),
      refused('bad_query', /sender/, 400)
    )
  })

  it('across conversations go by contact, channel, the provider’s name and time', async () => {
    const own = [heard.id, said.id, note.id, reaction.id]
    assert.deepEqual(await across({ contact_id: talk.contactId }), own)
    assert.deepEqual(await across({ channel_id: talk.channelId }), own)
    assert.deepEqual(await across({ provider_message_id: String(heard.provider_message_id) }), [heard.id])
    const two = [heard.provider_message_id, (await playground().get(said.id)).provider_message_id]
    assert.deepEqual(await across({ provider_message_id: { $in: two } }), [heard.id, said.id])
    assert.deepEqual(await across({ provider_message_id: 'nobody’s' }), [])
    const since = { created_at: { $gte: said.created_at }, channel_id: talk.channelId }
    assert.deepEqual(await across(since), [said.id, note.id, reaction.id])
    assert.equal((await across({})).length, own.length + 1)
  })

  it('lose what is removed, for every reader, and keep it in the log', async () => {
    const gone = await playground().remove(note.id)
    assert.ok(Object(gone).deleted_at)
    assert.deepEqual(await within({ message_type: 'note' }), [])
    await assert.rejects(playground().get(note.id), refused('not_found', /./, 404))
    await assert.rejects(all().get(note.id), refused('not_found', /./, 404))
    assert.equal((await desk.events(talk.id)).at(-1)?.type, 'message.deleted')
  })
})
