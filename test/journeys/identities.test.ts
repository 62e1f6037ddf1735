import assert from 'node:assert/strict'
import { type Desk, openDesk } from '../support/desk.ts'

describe('Who somebody is', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  let nextUser = 0
  const newUserId = (): string => `AT.${++nextUser}0000000000000`
  const moved = (from: { waId: string; userId?: string }, to: { waId: string; userId?: string }) => ({
    type: 'user_changed_number',
    body: `${from.waId} is ${to.waId} now`,
    wa_id: to.waId,
    ...(to.userId && { user_id: to.userId }),
    ...(from.userId && { previous_user_id: from.userId })
  })

  for (const [name, from] of [
    ['known by number and user id', { waId: '15557770001', userId: 'AT.1111' }],
    ['known by number alone', { waId: '15557770003' }]
  ] as const) {
    it(`follows a customer ${name} to a new number: the same conversation, and answers go there`, async () => {
      const to = { waId: `${from.waId}9`, userId: newUserId() }
      const old = desk.phone(from)
      const { id } = await desk.meet(old)
      await old.sends('system', moved(from, to))
      await desk.settle()
      await desk.say(id, 'Are you still you?')
      await desk.settle()

      const phone = desk.phone(to)
      assert.equal(old.inbox.length, 0)
      assert.deepEqual(
        phone.inbox.map(each => each.text),
        ['Are you still you?']
      )
      assert.equal((await desk.meet(phone, 'I am')).id, id)
    })
  }

  it('finds the conversation under the old number too, for what comes late', async () => {
    const from = { waId: '15557770011' }
    const to = { waId: '15557770012' }
    const old = desk.phone(from)
    const { id } = await desk.meet(old)
    await old.sends('system', moved(from, to))
    await desk.settle()
    assert.equal((await desk.meet(old, 'Sent before I moved')).id, id)
  })

  for (const [name, userId] of [
    ['with a user id', 'AT.7770061'],
    ['by number alone', undefined]
  ] as const) {
    it(`joins somebody who has written from the new number ${name} before the notice came`, async () => {
      const from = { waId: `1555777006${userId ? 1 : 2}` }
      const to = { waId: `${from.waId}9`, ...(userId && { userId }) }
      const [old, phone] = [desk.phone({ ...from, name: 'Ada' }), desk.phone({ ...to, name: 'Ada' })]
      const former = await desk.meet(old)
      const { user_id } = desk.organization.owner.member
      await desk.change(former.id, { assigned_user_id: user_id })
      desk.server.clock.forward({ seconds: 2 })
      const newer = await desk.meet(phone, 'It is me')
      assert.notEqual(newer.contact_id, former.contact_id)
      await old.sends('system', moved(from, to))
      await desk.settle()

      const [ended, live] = [await desk.conversation(former.id), await desk.conversation(newer.id)]
      assert.deepEqual([ended.status, live.status], ['closed', 'open'])
      assert.deepEqual([live.contact_id, live.assigned_user_id], [former.contact_id, user_id])
      for (const { id } of [live, ended]) await desk.say(id, `Hello from ${id}`)
      await desk.settle()
      assert.deepEqual([old.inbox.length, phone.inbox.length], [0, 2])
      assert.equal((await desk.meet(old, 'Sent before I moved')).id, live.id)
      assert.equal((await desk.meet(phone, 'I am')).id, live.id)
      assert.deepEqual(await quarantined(), [])
    })
  }

  it('does not join whoever had the new number long before', async () => {
    const from = { waId: '15557770071' }
    const to = { waId: '15557770072' }
    const stranger = await desk.meet(desk.phone(to), 'I have had this number for years')
    desk.server.clock.forward({ hours: 2 })
    const old = desk.phone(from)
    const own = await desk.meet(old)
    await old.sends('system', moved(from, to))
    await desk.settle()

    assert.equal((await desk.meet(desk.phone(to), 'Mine now')).id, own.id)
    const { contact_id, status } = await desk.conversation(stranger.id)
    assert.deepEqual([contact_id, status], [stranger.contact_id, 'open'])
  })

  it('opens nothing because a number has changed', async () => {
    const stranger = desk.phone({ waId: '15557770021' })
    await stranger.sends('system', moved({ waId: '15557770021' }, { waId: '15557770022' }))
    await desk.settle()
    const rows = await desk.server.database.query({
      text: `select 1 from identity_addresses where address like '155577700212%' or address = '15557770021'`
    })
    assert.equal(rows.length, 0)
  })

  it('learns the user id of somebody known by number, and knows them by it alone later', async () => {
    const waId = '15557770031'
    const userId = newUserId()
    const { id } = await desk.meet(desk.phone({ waId }))
    assert.equal((await desk.meet(desk.phone({ waId, userId }), 'Now with a user id')).id, id)

    const hidden = desk.number.provider.phone({ userId, username: 'ada' })
    assert.equal((await desk.meet(hidden, 'Now without a number')).id, id)
    await desk.say(id, 'Hello again')
    await desk.settle()
    assert.equal(hidden.inbox.length + desk.phone({ waId }).inbox.length, 1)
  })

  it('does not bring a stranger with a recycled number into the conversation of whoever had it', async () => {
    const waId = '15557770041'
    const former = desk.phone({ waId, userId: newUserId() })
    const stranger = desk.phone({ waId, userId: newUserId(), name: 'Somebody Else' })
    const { id } = await desk.meet(former)
    const other = await desk.meet(stranger, 'New here')

    assert.notEqual(other.id, id)
    assert.notEqual(other.contact_id, (await desk.conversation(id)).contact_id)
    assert.equal((await desk.meet(desk.phone({ waId }), 'By number alone')).id, other.id)
    await desk.say(other.id, 'Welcome')
    await desk.settle()
    assert.equal(stranger.inbox.length, 1)
  })

  it('makes one contact of a hundred first messages at once, named in every form', async () => {
    const waId = '15557770051'
    const userId = newUserId()
    const forms = [desk.phone({ waId }), desk.phone({ waId, userId }), desk.phone({ waId })]
    const sent = await Promise.all(
      Array.from({ length: 30 }, (_, index) => forms[index % 3]?.says(`Hello ${index}`) ?? Promise.reject())
    )
    await desk.settle()
    const conversations = await Promise.all(
      sent.map(async ({ wamid }) => (await desk.messageOf(wamid)).conversation_id)
    )
    assert.equal(new Set(conversations).size, 1)
    assert.deepEqual(await quarantined(), [])
  })

  it('knows somebody under the number that the provider really uses', async () => {
    const phone = desk.phone({ waId: '5511987654321' })
    const { id } = await desk.meet(phone)
    desk.phone({ waId: '551187654321', dials: ['5511987654321'] })
    await desk.say(id, 'Olá')
    await desk.settle()
    assert.equal((await desk.meet(desk.phone({ waId: '551187654321' }), 'Oi')).id, id)
  })

  const quarantined = () => desk.server.database.query({ text: `select id from receipts where state = 'quarantined'` })
})

describe('What was said before the number was shared', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const history = (value: object) => {
    const metadata = { display_phone_number: '15550783881', phone_number_id: desk.number.channel.endpoint }
    return {
      object: 'whatsapp_business_account',
      entry: [
        { id: '999', changes: [{ field: 'history', value: { messaging_product: 'whatsapp', metadata, ...value } }] }
      ]
    }
  }
  const seconds = (ago: number) => String(Math.floor(desk.server.clock.now().getTime() / 1_000) - ago)
  const archive = (waId: string) =>
    history({
      history: [
        {
          metadata: { phase: 0, chunk_order: 1, progress: 55 },
          threads: [
            {
              id: waId,
              messages: [
                {
                  from: '15550783881',
                  to: waId,
                  id: `old-1-${waId}`,
                  timestamp: seconds(900),
                  type: 'text',
                  text: { body: 'Thanks!' }
                },
                { from: waId, id: `old-2-${waId}`, timestamp: seconds(800), type: 'text', text: { body: 'When?' } },
                { from: waId, id: `old-3-${waId}`, timestamp: seconds(700), type: 'media_placeholder' }
              ]
            }
          ]
        }
      ]
    })
  const picture = (waId: string) => {
    const image = desk.number.provider.keepMedia(Buffer.from('picture'), 'image/jpeg')
    return history({ messages: [{ from: waId, id: `old-3-${waId}`, timestamp: seconds(700), type: 'image', image }] })
  }

  it('is stored quietly: nothing is unread, nobody waits, no window opens', async () => {
    await desk.number.provider.post(desk.number.channel.endpoint, archive('15556660001'))
    await desk.settle()
    const { conversation_id } = await desk.messageOf('old-2-15556660001')
    const conversation = await desk.conversation(conversation_id)
    assert.deepEqual(
      [
        conversation.unread_count,
        conversation.waiting_since,
        conversation.window_expires_at,
        conversation.last_message
      ],
      [0, null, null, null]
    )
    assert.deepEqual(
      (await desk.messages(conversation_id)).map(message => [message.direction, message.message_type]),
      [
        ['outbound', 'text'],
        ['inbound', 'text'],
        ['inbound', 'unsupported']
      ]
    )
  })

  for (const [name, waId, swapped] of [
    ['after', '15556660002', false],
    ['before', '15556660003', true]
  ] as const) {
    it(`shows the picture that comes ${name} its placeholder in the placeholder’s stead`, async () => {
      const posts = [archive(waId), picture(waId)]
      for (const post of swapped ? posts.reverse() : posts) {
        await desk.number.provider.post(desk.number.channel.endpoint, post)
        await desk.number.provider.post(desk.number.channel.endpoint, post)
        await desk.settle()
      }
      const message = await desk.messageOf(`old-3-${waId}`)
      assert.equal(message.message_type, 'image')
      assert.deepEqual(
        message.media.map(media => media.state),
        ['ready']
      )
      assert.equal((await desk.messages(message.conversation_id)).length, 3)
    })
  }
})
