import assert from 'node:assert/strict'
import { type Desk, openDesk, refused } from '../support/desk.ts'
import { createOrganization } from '../support/world.ts'

let nextNumber = 0

describe('Beginning a conversation', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const newNumber = () => `1777${String(++nextNumber).padStart(7, '0')}`
  const begin = (data: object) =>
    desk.client.app.service('conversations').create({ channel_id: desk.number.channel.id, ...data })
  const post = (data: object) =>
    fetch(`${desk.server.url}/conversations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': desk.organization.owner.apiKey },
      body: JSON.stringify({ channel_id: desk.number.channel.id, ...data })
    })
  const idIn = async (response: Response) => Object(await response.json()).id
  const typesOf = async (id: number) => (await desk.events(id)).map(event => event.type)

  it('with a number makes contact and conversation, and its session begins with the first word', async () => {
    const waId = newNumber()
    const made = await begin({ address: `+${waId}` })
    assert.deepEqual([made.status, made.session_id, made.last_message, made.unread_count], ['open', null, null, 0])
    assert.equal(made.contact.phone, `+${waId}`)
    assert.deepEqual(await typesOf(made.id), ['conversation.created'])
    const met = await desk.meet(desk.phone({ waId, name: 'Somebody' }), 'Who is there?')
    assert.deepEqual([met.id, met.unread_count], [made.id, 1])
    assert.notEqual(met.session_id, null)
    assert.deepEqual(await typesOf(made.id), ['conversation.created', 'session.started', 'message.received'])
  })

  it('is open to templates at once, and a session begins with one', async () => {
    const { id } = await begin({ address: newNumber() })
    await assert.rejects(desk.say(id, 'Hello'), refused('outside_window'))
    await desk.send(id, { message_type: 'template', content: { name: 'still_there', language: 'en' } })
    assert.deepEqual(await typesOf(id), ['conversation.created', 'session.started', 'message.queued'])
    const [span] = await desk.server.database.query<{ epoch: number; session_id: string }>({
      text: 'select epoch, session_id from control_spans where conversation_id = $1',
      values: [id]
    })
    assert.deepEqual(span, { epoch: 1, session_id: (await desk.conversation(id)).session_id })
  })

  it('begins the first session anew for whoever holds control by then', async () => {
    const waId = newNumber()
    const { id } = await begin({ address: waId })
    await desk.change(id, { assigned_user_id: desk.organization.owner.member.user_id })
    await desk.meet(desk.phone({ waId }))
    const { control, session_id } = await desk.conversation(id)
    const spans = await desk.server.database.query<object>({
      text: `select id, epoch, session_id, ended_at is null as open from control_spans
             where conversation_id = $1 order by epoch`,
      values: [id]
    })
    assert.deepEqual(spans.at(-1), { id: control.span_id, epoch: control.epoch, session_id, open: true })
  })

  it('that is there already answers with it: 201 for a new one, then 200', async () => {
    const address = newNumber()
    const [first, second] = [await post({ address }), await post({ address: `+${address}` })]
    assert.deepEqual([first.status, second.status], [201, 200])
    assert.equal(await idIn(first), await idIn(second))
    const met = await desk.meet(desk.phone())
    const again = await post({ contact_id: met.contact_id })
    assert.deepEqual([again.status, await idIn(again)], [200, met.id])
  })

  it('twenty times at once makes one', async () => {
    const address = newNumber()
    const made = await Promise.all(Array.from({ length: 20 }, () => begin({ address })))
    assert.equal(new Set(made.map(row => row.id)).size, 1)
  })

  it('with a contact goes to its number, or where it was met last', async () => {
    const phone = newNumber()
    const contact = await desk.client.app.service('contacts').create({ first_name: 'Ada', phone: `+${phone}` })
    const { id, contact_id } = await begin({ contact_id: contact.id })
    assert.equal(contact_id, contact.id)
    const met = await desk.meet(desk.phone({ waId: phone }))
    assert.deepEqual([met.id, met.contact.first_name], [id, 'Ada'])
    const participants = [{ kind: 'customer', contact_id: contact.id }]
    assert.equal((await begin({ participants, channel_id: undefined })).id, id)
  })

  it('is refused where it is not said, or cannot be known, with whom', async () => {
    const [nameless] = [await desk.client.app.service('contacts').create({ first_name: 'Nobody' })]
    await assert.rejects(begin({}), refused('wrong_channel', /with whom/))
    await assert.rejects(begin({ address: newNumber(), channel_id: undefined }), refused('bad_data', /./, 400))
    await assert.rejects(begin({ address: newNumber(), contact_id: nameless.id }), refused('bad_data', /./, 400))
    await assert.rejects(begin({ address: 'Ada' }), refused('wrong_channel'))
    await assert.rejects(begin({ contact_id: nameless.id }), refused('wrong_channel'))
    await assert.rejects(begin({ contact_id: 4711 }), refused('unknown_reference'))
    const rival = await createOrganization(desk.server, 'Rival')
    const { channel, provider } = await rival.whatsapp()
    await assert.rejects(begin({ address: newNumber(), channel_id: channel.id }), refused('unknown_reference'))
    await provider.close()
  })

  it('does not take a number away from whoever is known by it', async () => {
    const met = await desk.meet(desk.phone())
    const [known] = (await desk.client.app.service('contacts').find({ query: { id: met.contact_id } })).data
    const twin = await desk.client.app
      .service('contacts')
      .create({ first_name: 'Twin', phone: `+${known.identities[0].address}` })
    await assert.rejects(begin({ contact_id: twin.id }), refused('wrong_channel', /another/))
  })

  it('anew after it was deleted: what has not left is taken back, and the next word begins another', async () => {
    const phone = desk.phone()
    const met = await desk.meet(phone)
    const send_at = new Date(desk.server.clock.now().getTime() + 3_600_000).toISOString()
    const unsent = await desk.say(met.id, 'Tomorrow', { send_at })
    const removed = await desk.client.app.service('conversations').remove(met.id)
    assert.equal(removed.id, met.id)
    assert.notEqual(removed.deleted_at, null)
    await assert.rejects(desk.conversation(met.id), { code: 404 })
    const [message] = await desk.server.database.query<{ status: string; error: { code: string } }>({
      text: 'select status, error from messages where id = $1',
      values: [unsent.id]
    })
    assert.deepEqual([message?.status, message?.error.code], ['failed', 'canceled'])
    const next = await desk.meet(phone, 'Are you still there?')
    assert.notEqual(next.id, met.id)
    assert.equal(next.contact_id, met.contact_id)
  })
})
