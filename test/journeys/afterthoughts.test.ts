import assert from 'node:assert/strict'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Phone } from '../support/graph-api.ts'
import { uploadPicture } from '../support/uploads.ts'

describe('What is said about a message afterwards', () => {
  let desk: Desk
  const at = (seconds: number): Date => new Date(desk.server.clock.now().getTime() + seconds * 1_000)

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  /** A customer’s message that the others speak about. */
  async function said(text = 'It came!', phone: Phone = desk.phone()) {
    const { wamid } = await phone.says(text)
    await desk.settle()
    return { phone, wamid, message: await desk.messageOf(wamid) }
  }
  const edit = (wamid: string, body: string) => ({
    original_message_id: wamid,
    message: { type: 'text', text: { body } }
  })

  it('shows one reaction per customer: the latest, until it is taken back', async () => {
    const { phone, wamid, message } = await said()
    for (const [index, emoji, shown] of [
      [1, '👍', ['👍']],
      [2, '🎉', ['🎉']],
      [3, undefined, []]
    ] as const) {
      await phone.reacts(wamid, emoji, { at: at(index) })
      await desk.settle()
      const { reactions } = await desk.again(message)
      assert.deepEqual(
        reactions.map(each => each.emoji),
        shown
      )
    }
    const events = (await desk.events(message.conversation_id)).filter(event => event.type === 'message.reacted')
    assert.equal(events.length, 3)
  })

  it('counts a reaction as no message: nothing is unread because of it', async () => {
    const { phone, wamid, message } = await said()
    await desk.change(message.conversation_id, { unread_count: 0 })
    await phone.reacts(wamid, '👍')
    await desk.settle()
    const { unread_count, last_message } = await desk.conversation(message.conversation_id)
    assert.deepEqual([unread_count, last_message?.id], [0, message.id])
  })

  it('passes over an older reaction that comes late, and the same one twice', async () => {
    const { phone, wamid, message } = await said()
    await phone.reacts(wamid, '🎉', { at: at(5), times: 2 })
    await phone.reacts(wamid, '👍', { at: at(1) })
    await desk.settle()
    assert.deepEqual(
      (await desk.again(message)).reactions.map(each => each.emoji),
      ['🎉']
    )
    const events = (await desk.events(message.conversation_id)).filter(event => event.type === 'message.reacted')
    assert.equal(events.length, 1)
  })

  it('keeps a reaction, an edit and a deletion that come before their message', async () => {
    const phone = desk.phone()
    const text = phone.event.says('Helo')
    await phone.reacts(text.wamid, '👍', { at: at(3) })
    await phone.sends('edit', edit(text.wamid, 'Hello'), { at: at(2) })
    await phone.sends('revoke', { original_message_id: text.wamid }, { at: at(4) })
    await desk.settle()
    await phone.batch([text])
    await desk.settle()

    const message = await desk.messageOf(text.wamid)
    assert.equal(message.message_text, 'Hello')
    assert.equal(message.reactions.length, 1)
    assert.equal(message.metadata['revoked_at'], new Date(Math.floor(at(4).getTime() / 1_000) * 1_000).toISOString())
  })

  it('replaces the text of an edited message, keeps what it was, and shows it in the list', async () => {
    const { phone, wamid, message } = await said('See you at nien')
    await phone.sends('edit', edit(wamid, 'See you at nine'), { at: at(1) })
    await phone.sends('edit', edit(wamid, 'See you at ten'), { at: at(2) })
    await phone.sends('edit', edit(wamid, 'See you at nine'), { at: at(1) })
    await desk.settle()

    const edited = await desk.again(message)
    assert.equal(edited.message_text, 'See you at ten')
    assert.equal(edited.history.length, 2)
    assert.equal((await desk.conversation(message.conversation_id)).last_message?.preview, 'See you at ten')
  })

  it('marks a message that its author took back, and keeps it', async () => {
    const { phone, wamid, message } = await said('Not for you')
    await phone.sends('revoke', { original_message_id: wamid }, { times: 2 })
    await desk.settle()

    const revoked = await desk.again(message)
    assert.equal(revoked.message_text, 'Not for you')
    assert.ok(revoked.metadata['revoked_at'])
    const types = (await desk.events(message.conversation_id)).map(event => event.type)
    assert.equal(types.filter(type => type === 'message.revoked').length, 1)
  })

  it('shows the customer’s reaction on an answer of ours', async () => {
    const { phone, message } = await said()
    const answer = await desk.say(message.conversation_id, 'Enjoy it!')
    await desk.settle()
    await phone.reacts(phone.inbox[0]?.wamid ?? '', '❤️')
    await desk.settle()
    assert.deepEqual(
      (await desk.again(answer)).reactions.map(each => [each.emoji, each.by]),
      [['❤️', `contact:${message.contact_id}`]]
    )
  })

  it('shows our own reaction on the customer’s message once it has left, beside the customer’s', async () => {
    const { phone, wamid, message } = await said()
    await phone.reacts(wamid, '👍', { at: at(1) })
    await desk.send(message.conversation_id, {
      message_type: 'reaction',
      content: { emoji: '🎉' },
      reply_to_message_id: message.id
    })
    await desk.settle()
    assert.deepEqual(
      (await desk.again(message)).reactions.map(each => [each.emoji, each.by]),
      [
        ['👍', `contact:${message.contact_id}`],
        ['🎉', `user:${desk.organization.owner.member.user_id}`]
      ]
    )
    await desk.server.clock.forward({ seconds: 1 })
    await desk.send(message.conversation_id, {
      message_type: 'reaction',
      content: { emoji: '' },
      reply_to_message_id: message.id
    })
    await desk.settle()
    assert.deepEqual(
      (await desk.again(message)).reactions.map(each => each.emoji),
      ['👍']
    )
    assert.equal((await desk.conversation(message.conversation_id)).last_message?.id, message.id)
  })

  it('shows the customer’s reaction to an answer, and what quotes it, though the provider’s own answer comes later', async () => {
    const { phone, message } = await said()
    const { provider } = desk.number
    let answerNow = (): void => {}
    const calls = provider.calls.length
    provider.fault({ kind: 'wait', until: new Promise<void>(resolve => (answerNow = resolve)) })
    const answer = await desk.say(message.conversation_id, 'Enjoy it!')
    const settled = desk.settle()
    await provider.untilCalls(calls + 1)
    const wamid = phone.inbox[0]?.wamid ?? ''
    await phone.reacts(wamid, '❤️')
    const { wamid: quote } = await phone.says('I do', { quotes: wamid })
    answerNow()
    await settled
    await desk.settle()

    assert.deepEqual(
      (await desk.again(answer)).reactions.map(each => each.emoji),
      ['❤️']
    )
    const { reply_to_message_id, metadata } = await desk.messageOf(quote)
    assert.deepEqual([reply_to_message_id, metadata], [answer.id, {}])
  })

  it('finds an answer by the provider’s name of each of its parts', async () => {
    const { phone, message } = await said()
    const pictures = [0, 1].map(() => uploadPicture(desk.client, message.conversation_id))
    const files = desk.client.app.service('conversation-files')
    const ids = (await Promise.all(pictures)).map(async each => ({
      conversation_file_id: (await files.create(each)).id
    }))
    const answer = await desk.say(message.conversation_id, 'Two views', { files: await Promise.all(ids) })
    await desk.settle()
    assert.equal(phone.inbox.length, 3)

    for (const [index, { wamid }] of phone.inbox.entries()) {
      await phone.reacts(wamid, `${index}`, { at: at(index + 1) })
      const { wamid: quote } = await phone.says(`About ${index}`, { quotes: wamid })
      await desk.settle()
      assert.deepEqual(
        (await desk.again(answer)).reactions.map(each => each.emoji),
        [`${index}`]
      )
      assert.equal((await desk.messageOf(quote)).reply_to_message_id, answer.id)
    }
  })

  it('does not show a reaction of ours that the provider refused', async () => {
    const { phone, message } = await said()
    desk.number.provider.fault({ kind: 'error', code: 131_009 })
    const own = await desk.send(message.conversation_id, {
      message_type: 'reaction',
      content: { emoji: '🎉' },
      reply_to_message_id: message.id
    })
    await desk.settle()
    assert.equal((await desk.again(own)).status, 'failed')
    assert.equal(phone.inbox.length, 0)
    assert.deepEqual((await desk.again(message)).reactions, [])
  })
})
