import assert from 'node:assert/strict'
import { removeMessage } from '../../src/actions/remove-message.ts'
import { act } from '../../src/actions/scope.ts'
import { type Desk, openDesk, refused, type ShownMessage } from '../support/desk.ts'
import { type TalkOn, talkOn } from '../support/talk-on.ts'
import { uploadPicture } from '../support/uploads.ts'

describe('The playground', () => {
  let desk: Desk
  let talk: TalkOn

  before(async () => {
    desk = await openDesk()
  })
  beforeEach(async () => {
    talk = await talkOn(desk.server, desk.organization, 'playground', 'Ada Okafor')
  })
  after(() => desk.close())

  const service = () => desk.client.app.service('conversation-messages-playground')
  const say = (text: string, more: object = {}): Promise<ShownMessage> =>
    service().create({ conversation_id: talk.id, message_type: 'text', message_text: text, ...more })
  const hear = (text: string, more: object = {}) => say(text, { direction: 'inbound', ...more })
  const again = (message: ShownMessage): Promise<ShownMessage> => service().get(message.id)

  it('is connected without credentials, once', async () => {
    const channels = desk.client.app.service('channels')
    const channel = await channels.create({ channel_type: 'playground', name: 'Playground' })
    assert.equal(channel.endpoint, 'playground')
    await assert.rejects(
      channels.create({ channel_type: 'playground', name: 'Another' }),
      refused('already_exists', /./, 409)
    )
  })

  it('begins with nobody in particular, or with somebody who is known, and has its session from the first word', async () => {
    const begin = (data: object) =>
      desk.client.app.service('conversations').create({ channel_id: talk.channelId, ...data })
    const nobody = await begin({})
    assert.deepEqual([nobody.channel, nobody.session_id, nobody.last_message], ['playground', null, null])
    const { contact_id } = await desk.meet(desk.phone({ name: 'Known' }))
    const known = await begin({ contact_id })
    assert.equal((await begin({ contact_id })).id, known.id)
    await service().create({
      conversation_id: known.id,
      message_type: 'text',
      message_text: 'It is me',
      direction: 'inbound',
      contact_id
    })
    const types = (await desk.events(known.id)).map(({ type }) => type)
    assert.deepEqual(types, ['conversation.created', 'session.started', 'message.received'])
  })

  it('says what is typed, and it has arrived when it leaves', async () => {
    const said = await say('Hello')
    assert.deepEqual([said.status, said.direction, said.channel], ['queued', 'outbound', 'playground'])
    await desk.settle()
    const { status, provider_message_id } = await again(said)
    assert.deepEqual([status, typeof provider_message_id], ['delivered', 'string'])
    const types = (await desk.events(talk.id)).map(({ type }) => type)
    assert.deepEqual(types.slice(-2), ['message.queued', 'message.delivered'])
  })

  it('lets one write as the customer, who then waits for an answer', async () => {
    const heard = await hear('Is anybody there?')
    assert.deepEqual(
      [heard.direction, heard.status, heard.sender.type, heard.sender.name],
      ['inbound', 'received', 'contact', 'Ada Okafor']
    )
    const waiting = await desk.conversation(talk.id)
    assert.deepEqual([waiting.unread_count, waiting.waiting_since], [1, heard.created_at])
    assert.equal(waiting.window_expires_at, null)
    await say('Yes')
    assert.equal((await desk.conversation(talk.id)).waiting_since, null)
  })

  it('opens a closed conversation for the customer as a new session', async () => {
    await hear('First')
    await desk.change(talk.id, { status: 'closed' })
    await hear('Once more')
    const types = (await desk.events(talk.id)).map(({ type }) => type)
    assert.deepEqual(types.slice(-3), ['session.started', 'conversation.opened', 'message.received'])
  })

  it('keeps what a blocked customer writes and wakes nobody, and says nothing to them', async () => {
    await desk.change(talk.id, { blocked: true })
    await hear('Unheard')
    assert.equal((await desk.conversation(talk.id)).unread_count, 0)
    await assert.rejects(say('Hello?'), refused('blocked'))
  })

  it('takes the other side when an assistant holds control and nobody says which', async () => {
    await holdBy(desk, talk.id, 'assistant')
    assert.equal((await say('Do you deliver?')).direction, 'inbound')
    await assert.rejects(say('I do', { direction: 'outbound' }), refused('not_in_control', /./, 409))
    assert.equal((await say('Remember', { message_type: 'note' })).direction, 'internal')
  })

  it('carries files, places, replies and reactions of either side', async () => {
    const file = await desk.client.app.service('conversation-files').create(await uploadPicture(desk.client, talk.id))
    const heard = await hear('Look', { message_type: 'image', conversation_file_id: file.id })
    assert.deepEqual([heard.media[0]?.file_id, heard.media[0]?.state], [file.id, 'ready'])
    const place = { message_type: 'location', message_text: undefined, content: { latitude: 1, longitude: 2 } }
    const here = await say('', { ...place, reply_to_message_id: heard.id })
    assert.equal(here.reply_to_message_id, heard.id)
    await desk.settle()

    const gesture = { message_type: 'reaction', message_text: undefined }
    await hear('', { ...gesture, content: { emoji: '👍' }, reply_to_message_id: here.id })
    await say('', { ...gesture, content: { emoji: '❤️' }, reply_to_message_id: heard.id })
    await desk.settle()
    assert.deepEqual(
      (await again(here)).reactions.map(({ emoji, by }) => [emoji, by]),
      [['👍', `contact:${talk.contactId}`]]
    )
    assert.deepEqual(
      (await again(heard)).reactions.map(({ emoji }) => emoji),
      ['❤️']
    )
    await desk.forward({ seconds: 1 })
    await say('', { ...gesture, content: { emoji: '' }, reply_to_message_id: heard.id })
    await desk.settle()
    assert.deepEqual((await again(heard)).reactions, [])
  })

  it('says one text with two files in three deliveries, and no file twice', async () => {
    const files = []
    for (const _ of [1, 2]) {
      const made = await desk.client.app.service('conversation-files').create(await uploadPicture(desk.client, talk.id))
      files.push({ conversation_file_id: made.id })
    }
    const [first] = files
    const said = await say('Two', { files: [...files, first], conversation_file_id: first?.conversation_file_id })
    assert.deepEqual(
      said.media.map(({ file_id }) => file_id),
      files.map(each => each.conversation_file_id)
    )
    const parts = await desk.server.database.query<{ part_number: number }>({
      text: 'select part_number from deliveries where message_id = $1 order by number',
      values: [said.id]
    })
    assert.deepEqual(
      parts.map(each => each.part_number),
      [0, 1, 2]
    )
    await desk.settle()
    assert.equal((await again(said)).status, 'delivered')
  })

  it('takes the organization and the contact that go with the conversation, and no others', async () => {
    const own = { organization_id: desk.organization.id, contact_id: talk.contactId }
    assert.equal((await say('Mine', own)).contact_id, talk.contactId)
    await assert.rejects(say('Other', { ...own, contact_id: talk.contactId + 1_000 }), refused('unknown_reference'))
    await assert.rejects(say('Other', { ...own, organization_id: desk.organization.id + 1 }), { code: 403 })
  })

  it('gives the same answer to the same client_id on either side, and refuses other words', async () => {
    for (const direction of ['inbound', 'outbound']) {
      const once = { direction, client_id: `once ${direction}` }
      const [one, two] = [await say('Once', once), await say('Once', once)]
      assert.equal(one.id, two.id)
      await assert.rejects(say('Twice', once), refused('idempotency_conflict', /./, 409))
    }
  })

  it('changes what was said, and keeps what it was; what the customer said stays', async () => {
    const said = await say('Tpyo')
    await desk.settle()
    const edited = await service().patch(said.id, { message_text: 'Typo' })
    assert.deepEqual(
      [edited.message_text, edited.history],
      ['Typo', [{ message_text: 'Tpyo', until: edited.edited_at }]]
    )
    assert.equal((await desk.conversation(talk.id)).last_message?.preview, 'Typo')
    assert.equal((await desk.events(talk.id)).at(-1)?.type, 'message.edited')
    const heard = await hear('Mine')
    await assert.rejects(service().patch(heard.id, { message_text: 'Yours' }), refused('not_possible'))
    const other = desk.client.app.service('conversation-messages-whatsapp')
    await assert.rejects(other.patch(said.id, { message_text: 'Typo' }), refused('not_found', /./, 404))
  })

  it('says later what is to be said later, unless it is removed before', async () => {
    const send_at = new Date(desk.server.clock.now().getTime() + 3_600_000).toISOString()
    const [kept, gone] = [await say('Later', { send_at }), await say('Never', { send_at })]
    assert.deepEqual([kept.status, kept.send_at], ['scheduled', send_at])
    await act(desk.server.app.house, desk.organization.owner.member, scope =>
      removeMessage(scope, gone.id, 'playground')
    )
    await desk.forward({ hours: 2 })
    assert.equal((await again(kept)).status, 'delivered')
    await assert.rejects(again(gone), { code: 404 })
    const left = await desk.server.database.query({
      text: `select from deliveries where message_id = $1 and state <> 'canceled'`,
      values: [gone.id]
    })
    assert.equal(left.length, 0)
  })
})

async function holdBy({ server }: Desk, id: number, kind: string): Promise<void> {
  await server.database.query({ text: 'update conversations set control_kind = $2 where id = $1', values: [id, kind] })
}
