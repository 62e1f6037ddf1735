import assert from 'node:assert/strict'
import { whatsapp } from '../../src/channels/whatsapp/index.ts'
import { type Desk, openDesk, refused } from '../support/desk.ts'

describe('What colleagues send', () => {
  let desk: Desk

  before(async () => {
    // A second type beside it, so that there is another service to ask.
    desk = await openDesk({ channels: [whatsapp, { ...whatsapp, name: 'instagram' }] })
  })
  after(() => desk.close())

  it('keeps notes in the house, unseen by the list and the customer', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const before = await desk.conversation(id)
    const note = await desk.send(id, { message_type: 'note', message_text: 'Careful: knows the founder' })
    await desk.settle()

    assert.equal(note.direction, 'internal')
    assert.equal(phone.inbox.length, 0)
    const { last_message, waiting_since, unread_count } = await desk.conversation(id)
    assert.deepEqual(
      { last_message, waiting_since, unread_count },
      {
        last_message: before.last_message,
        waiting_since: before.waiting_since,
        unread_count: before.unread_count
      }
    )
    assert.equal((await desk.events(id)).at(-1)?.type, 'message.noted')
  })

  it('quotes the message that it replies to', async () => {
    const phone = desk.phone()
    const { wamid } = await phone.says('When do you open?')
    await desk.settle()
    const question = await desk.messageOf(wamid)
    const answer = await desk.say(question.conversation_id, 'At nine.', { reply_to_message_id: question.id })
    await desk.settle()

    assert.equal(answer.reply_to_message_id, question.id)
    assert.equal(phone.inbox[0]?.quotes, wamid)
  })

  it('refuses to quote a message of another conversation', async () => {
    const mine = await desk.meet(desk.phone())
    const { wamid } = await desk.phone().says('Mine')
    await desk.settle()
    const foreign = await desk.messageOf(wamid)
    await assert.rejects(desk.say(mine.id, 'Hm', { reply_to_message_id: foreign.id }), refused('unknown_reference'))
  })

  for (const [message_type, content] of [
    ['template', { name: 'order_shipped', language: 'en_US' }],
    ['location', { latitude: 48.2, longitude: 16.37, name: 'The shop' }],
    ['contacts', { contacts: [{ name: { formatted_name: 'Ada Okafor' }, phones: [{ phone: '+15550001111' }] }] }],
    [
      'interactive',
      {
        type: 'button',
        body: { text: 'Shall we?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] }
      }
    ]
  ] as const) {
    it(`brings a ${message_type} message to the phone`, async () => {
      const phone = desk.phone()
      const { id } = await desk.meet(phone)
      const message = await desk.send(id, { message_type, content })
      await desk.settle()

      assert.deepEqual(
        phone.inbox.map(each => each.type),
        [message_type]
      )
      assert.equal((await desk.again(message)).status, 'sent')
    })
  }

  it('puts a reaction on the customer’s message, and takes it back with an empty one', async () => {
    const phone = desk.phone()
    const { wamid } = await phone.says('It came!')
    await desk.settle()
    const target = await desk.messageOf(wamid)
    for (const emoji of ['🎉', '']) {
      await desk.send(target.conversation_id, {
        message_type: 'reaction',
        content: { emoji },
        reply_to_message_id: target.id
      })
      await desk.settle()
    }
    assert.deepEqual(
      phone.inbox.map(each => each.body['reaction']),
      [
        { message_id: wamid, emoji: '🎉' },
        { message_id: wamid, emoji: '' }
      ]
    )
  })

  it('refuses a reaction to nothing with the channel’s own sentence', async () => {
    const { id } = await desk.meet(desk.phone())
    await assert.rejects(
      desk.send(id, { message_type: 'reaction', content: { emoji: '🎉' } }),
      refused('not_possible', /^A reaction needs the message it is about\.$/)
    )
  })

  it('refuses what the provider would refuse across fields', async () => {
    const { id } = await desk.meet(desk.phone())
    const button = { type: 'reply', reply: { id: 'same', title: 'Yes' } }
    const content = { type: 'button', body: { text: 'Shall we?' }, action: { buttons: [button, button] } }
    await assert.rejects(
      desk.send(id, { message_type: 'interactive', content }),
      refused('not_possible', /ids of their own/)
    )
  })

  it('finds nothing of WhatsApp under the services of another channel, and sends nothing there', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const [message] = await desk.messages(id)
    const query = { query: { conversation_id: id } }
    const { app } = desk.client
    assert.equal((await app.service('conversation-messages-whatsapp').find(query)).total, 1)
    assert.equal((await app.service('conversation-messages-instagram').find(query)).total, 0)
    await assert.rejects(app.service('conversation-messages-instagram').get(message?.id ?? ''), { code: 404 })
    await assert.rejects(app.service('conversation-messages-instagram').remove(message?.id ?? ''), { code: 404 })
    await assert.rejects(
      app
        .service('conversation-messages-transform-outgoing-instagram')
        .create({ conversation_id: id, message_type: 'text', message_text: 'Hello' }),
      refused('wrong_channel')
    )
    await desk.settle()
    assert.equal(phone.inbox.length, 0)
  })

  it('lets only templates out once the window has closed', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    await desk.forward({ hours: 25 })

    await assert.rejects(desk.say(id, 'Still there?'), refused('outside_window'))
    await desk.send(id, { message_type: 'template', content: { name: 'still_there', language: 'en' } })
    await desk.settle()
    assert.deepEqual(
      phone.inbox.map(each => each.type),
      ['template']
    )
  })

  it('looks at the window again when a message leaves', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    desk.number.provider.fault({ kind: 'error', code: 131_016, retryAfter: 3 * 3_600 }, { to: phone.waId })
    desk.server.clock.forward({ hours: 22 })
    const message = await desk.say(id, 'Just in time')
    await desk.settle()
    await desk.forward({ hours: 4 })

    const { status, error } = await desk.again(message)
    assert.equal(status, 'failed')
    assert.equal(error?.code, 'outside_window')
    assert.equal(phone.inbox.length, 0)
  })

  it('refuses to speak to somebody who is blocked, and cancels what has not left', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const send_at = new Date(desk.server.clock.now().getTime() + 3_600_000).toISOString()
    const later = await desk.say(id, 'See you', { send_at })
    await desk.change(id, { blocked: true })

    await assert.rejects(desk.say(id, 'Hello'), refused('blocked'))
    assert.deepEqual([(await desk.again(later)).status, (await desk.again(later)).error?.code], ['failed', 'blocked'])
    await desk.forward({ hours: 2 })
    assert.equal(phone.inbox.length, 0)
  })

  it('says the same thing once when a client asks twice', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const twins = await Promise.all([1, 2, 3].map(() => desk.say(id, 'Once', { client_id: 'from-the-tab' })))
    await desk.settle()

    assert.equal(new Set(twins.map(twin => twin.id)).size, 1)
    assert.equal(phone.inbox.length, 1)
  })

  it('keeps a scheduled message until its time, and later ones do not wait for it', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const send_at = new Date(desk.server.clock.now().getTime() + 3_600_000).toISOString()
    const later = await desk.say(id, 'Reminder', { send_at })
    assert.equal(later.status, 'scheduled')
    assert.equal(later.send_at, send_at)
    await desk.say(id, 'For now: thanks')
    await desk.settle()
    assert.deepEqual(
      phone.inbox.map(each => each.text),
      ['For now: thanks']
    )

    await desk.forward({ minutes: 59 })
    assert.equal(phone.inbox.length, 1)
    await desk.forward({ minutes: 2 })
    assert.equal(phone.inbox[1]?.text, 'Reminder')
    assert.equal((await desk.again(later)).status, 'sent')
  })

  it('does not send what was deleted before it left', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const send_at = new Date(desk.server.clock.now().getTime() + 3_600_000).toISOString()
    const later = await desk.say(id, 'Oops', { send_at })
    await desk.client.app.service('conversation-messages-whatsapp').remove(later.id)
    const deliveries = await desk.server.database.query({ text: DELIVERIES, values: [later.id] })
    assert.deepEqual(deliveries, [{ state: 'canceled' }])
    await desk.forward({ hours: 2 })
    assert.equal(phone.inbox.length, 0)
  })

  it('fails a message whose file cannot be linked, and goes on with the next', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const send_at = new Date(desk.server.clock.now().getTime() + 60_000).toISOString()
    const message = await desk.say(id, 'See the picture', { send_at })
    const part = { kind: 'image', payload: {}, file_id: 'gone' }
    await desk.server.database.query({
      text: 'update deliveries set part = $2 where message_id = $1',
      values: [message.id, JSON.stringify(part)]
    })
    await desk.forward({ minutes: 2 })
    await desk.say(id, 'Did you get it?')
    await desk.settle()

    const { status, error } = await desk.again(message)
    assert.equal(status, 'failed')
    assert.match(error?.message ?? '', /link/)
    assert.deepEqual(
      phone.inbox.map(each => each.text),
      ['Did you get it?']
    )
  })

  it('reopens a closed conversation by speaking in it', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    await desk.change(id, { status: 'closed' })
    await desk.say(id, 'I forgot something')
    assert.equal((await desk.conversation(id)).status, 'open')
    const types = (await desk.events(id)).map(event => event.type)
    assert.deepEqual(types.slice(-3), ['session.started', 'conversation.opened', 'message.queued'])
  })

  it('lets nobody speak while another application holds control, unless they take over', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    await desk.server.database.query({
      text: `with a as (
          insert into applications (organization_id, id, kind, name)
          values ($1, gen_random_uuid(), 'external', 'Robot') returning id)
        update conversations set control_application_id = a.id, control_kind = 'external' from a
        where organization_id = $1 and conversations.id = $2`,
      values: [desk.organization.id, id]
    })
    await assert.rejects(desk.say(id, 'Hello'), refused('not_in_control', /./, 409))
    const held = await desk.conversation(id)
    await desk.say(id, 'A human here', { takeover: true })
    await desk.settle()

    assert.equal(phone.inbox.length, 1)
    const taken = await desk.conversation(id)
    assert.equal(taken.control.kind, 'inbox')
    assert.equal(taken.control.epoch, held.control.epoch + 1)
    assert.equal(taken.assigned_user_id, desk.organization.owner.member.user_id)
    await assert.rejects(
      desk.say(id, 'Late', { control_epoch: held.control.epoch }),
      refused('stale_control', /./, 409)
    )
  })

  it('refuses to speak on a channel that is switched off', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const channels = desk.client.app.service('channels')
    await channels.patch(desk.number.channel.id, { active: false })
    try {
      await assert.rejects(desk.say(id, 'Hello'), refused('channel_closed'))
    } finally {
      await channels.patch(desk.number.channel.id, { active: true })
    }
  })
})

const DELIVERIES = 'select state from deliveries where message_id = $1'
