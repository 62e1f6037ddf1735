import assert from 'node:assert/strict'
import { type Desk, openDesk } from '../support/desk.ts'

describe('What customers send', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  it('comes as an unread, waiting conversation with a contact and an open window', async () => {
    const phone = desk.phone({ name: 'Grace Brewster Hopper' })
    const { id } = await desk.meet(phone, 'Is anybody there?')

    const conversation = await desk.conversation(id)
    assert.equal(conversation.status, 'open')
    assert.equal(conversation.unread_count, 1)
    assert.equal(conversation.contact.first_name, 'Grace')
    assert.equal(conversation.contact.last_name, 'Brewster Hopper')
    assert.equal(conversation.contact.phone, `+${phone.waId}`)
    assert.equal(conversation.last_message?.preview, 'Is anybody there?')
    const window = Date.parse(conversation.window_expires_at ?? '') - desk.server.clock.now().getTime()
    assert.ok(window > 23.9 * 3_600_000 && window <= 24 * 3_600_000)
    assert.deepEqual(
      (await desk.events(id)).map(event => [event.seq, event.type]),
      [
        [1, 'conversation.created'],
        [2, 'session.started'],
        [3, 'message.received']
      ]
    )
  })

  it('is a sign of life of the channel', async () => {
    const channels = desk.client.app.service('channels')
    const own = await desk.organization.whatsapp()
    assert.equal((await channels.get(own.channel.id)).health.state, 'idle')
    await own.provider.phone({ waId: '15550009999' }).says('Hello?')
    await desk.settle()
    const { health } = await channels.get(own.channel.id)
    assert.deepEqual([health.state, health.last_inbound_at], ['ok', desk.server.clock.now().toISOString()])
    await own.provider.close()
  })

  it('goes to the team of the channel, with the first word', async () => {
    const own = await desk.organization.whatsapp()
    const { database } = desk.server
    const values = [desk.organization.id]
    const [team] = await database.query<{ id: number }>({
      text: `insert into teams (organization_id, name) values ($1, 'Sales') returning id`,
      values
    })
    await desk.client.app.service('channels').patch(own.channel.id, { team_id: team?.id })
    await own.provider.phone({ waId: '15550009998' }).says('What does it cost?')
    await desk.settle()
    const { data } = await desk.client.app
      .service('conversations')
      .find({ query: { channel_id: own.channel.id, assigned_team_id: team?.id } })
    assert.deepEqual(
      (await desk.events(data[0].id)).map(event => event.type),
      ['conversation.created', 'session.started', 'conversation.assigned', 'message.received']
    )
    await own.provider.close()
  })

  it('shows a picture at once, before its bytes are there, and notes what to fetch', async () => {
    const phone = desk.phone()
    const { provider } = desk.number
    const picture = provider.keepMedia(Buffer.from('a picture'), 'image/jpeg')
    provider.spoilMedia(picture.id, { kind: 'error', code: 1, status: 500 })
    const { wamid } = await phone.sends('image', { ...picture, caption: 'Look!' })
    await desk.settle()

    const message = await desk.messageOf(wamid)
    assert.equal(message.message_type, 'image')
    assert.equal(message.message_text, 'Look!')
    assert.deepEqual(
      message.media.map(media => [media.state, media.category, media.file_type]),
      [['pending', 'image', 'image/jpeg']]
    )
    const jobs = await desk.server.database.query<{ payload: { reference: { provider_media_id: string } } }>({
      text: `select payload from jobs where kind = 'fetch-media' and payload ->> 'message_id' = $1`,
      values: [message.id]
    })
    assert.deepEqual(
      jobs.map(job => job.payload.reference.provider_media_id),
      [picture.id]
    )
  })

  for (const [type, body] of [
    ['hologram', { depth: 3 }],
    ['unsupported', { type: 'poll_creation' }],
    ['text', { body: 12 }],
    ['image', { mime_type: 'image/jpeg' }],
    ['location', 'nowhere']
  ] as const) {
    it(`keeps and shows a message of type ${type} that it cannot read`, async () => {
      const phone = desk.phone()
      const { wamid, statuses } = await phone.sends(type, body)
      await desk.settle()

      assert.deepEqual(statuses, [200])
      const message = await desk.messageOf(wamid)
      assert.equal(message.message_type, 'unsupported')
      const conversation = await desk.conversation(message.conversation_id)
      assert.equal(conversation.last_message?.preview, '[unsupported]')
      assert.equal(conversation.unread_count, 1)
    })
  }

  it('puts aside what is no message at all, and answers 200', async () => {
    const before = (await desk.putAside()).length
    const phone = desk.phone()
    const [nonsense] = [{ ...phone.event.says('lost'), item: { text: { body: 'no id' } } }]
    assert.deepEqual(await phone.batch([nonsense]), [200])
    await desk.settle()

    const aside = (await desk.putAside()).slice(before)
    assert.deepEqual(
      aside.map(each => [each.reason, each.fact['kind'], each.fact['reason']]),
      [['unrecognized', 'unrecognized', 'malformed_message']]
    )
  })

  it('refuses what is not signed by the secret of the number, and keeps nothing of it', async () => {
    const phone = desk.phone()
    for (const tamper of ['signature', 'body', 'unsigned'] as const) {
      assert.deepEqual((await phone.says('Trust me', { tamper })).statuses, [401])
    }
    await desk.settle()
    const rows = await desk.server.database.query({
      text: `select 1 from messages where message_text = 'Trust me'`
    })
    assert.equal(rows.length, 0)
  })

  it('quotes a message that is known, and remembers the provider id of one that is not', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const answer = await desk.say(id, 'Which size?')
    await desk.settle()
    const known = await phone.says('This one', { quotes: phone.inbox[0]?.wamid ?? '' })
    const unknown = await phone.says('And this', { quotes: 'wamid.FROM_BEFORE' })
    await desk.settle()

    assert.equal((await desk.messageOf(known.wamid)).reply_to_message_id, answer.id)
    const { reply_to_message_id, metadata } = await desk.messageOf(unknown.wamid)
    assert.equal(reply_to_message_id, null)
    assert.equal(metadata['reply_to_provider_message_id'], 'wamid.FROM_BEFORE')
  })

  it('shows what the owner of the number wrote on the phone, and counts it as an answer', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const { wamid } = await phone.echo('I am on my way')
    await desk.settle()

    const echo = await desk.messageOf(wamid)
    assert.equal(echo.conversation_id, id)
    assert.equal(echo.direction, 'outbound')
    assert.equal(echo.sender.type, 'phone_app')
    const conversation = await desk.conversation(id)
    assert.equal(conversation.waiting_since, null)
    assert.equal(conversation.last_message?.preview, 'I am on my way')
    assert.equal((await desk.events(id)).at(-1)?.type, 'message.echoed')
  })

  it('keeps what blocked people say, and wakes nobody', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    await desk.change(id, { blocked: true })
    const { wamid } = await phone.says('Answer me!')
    await desk.settle()

    assert.equal((await desk.messageOf(wamid)).message_text, 'Answer me!')
    const conversation = await desk.conversation(id)
    assert.equal(conversation.unread_count, 0)
    assert.equal(conversation.waiting_since, null)
    assert.equal(conversation.last_message?.preview, 'Hello?')
  })

  it('does not open a closed conversation of somebody who is blocked', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    await desk.change(id, { blocked: true, status: 'closed' })
    await desk.meet(phone, 'Let me in')
    assert.equal((await desk.conversation(id)).status, 'closed')
  })

  it('opens a closed conversation again: first a new session, then the fact', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const closed = await desk.change(id, { status: 'closed' })
    const reopened = await desk.meet(phone, 'One more thing')

    assert.equal(reopened.id, id)
    assert.equal(reopened.status, 'open')
    assert.notEqual(reopened.session_id, closed.session_id)
    const types = (await desk.events(id)).map(event => event.type)
    assert.deepEqual(types.slice(-3), ['session.started', 'conversation.opened', 'message.received'])
  })

  it('does not open a closed conversation for a reaction', async () => {
    const phone = desk.phone()
    const { wamid } = await phone.says('Thanks')
    await desk.settle()
    const { conversation_id } = await desk.messageOf(wamid)
    await desk.change(conversation_id, { status: 'closed' })
    await phone.reacts(wamid, '👍')
    await desk.settle()
    assert.equal((await desk.conversation(conversation_id)).status, 'closed')
  })

  it('takes it from an owner who is away when it opens again, and leaves it with one who is there', async () => {
    const away = await desk.organization.hire('agent')
    const there = await desk.organization.hire('agent')
    const users = desk.client.app.service('users')
    await users.patch(away.member.user_id, { availability: 'away' })
    await users.patch(there.member.user_id, { availability: 'available' })
    for (const [colleague, owner] of [
      [away, null],
      [there, there.member.user_id]
    ] as const) {
      const phone = desk.phone()
      const { id } = await desk.meet(phone)
      await desk.change(id, { assigned_user_id: colleague.member.user_id })
      await desk.change(id, { status: 'closed' })
      assert.equal((await desk.meet(phone, 'Again')).assigned_user_id, owner)
    }
  })
})
