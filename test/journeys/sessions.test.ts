import assert from 'node:assert/strict'
import { type Desk, openDesk, refused } from '../support/desk.ts'

describe('Sessions of a conversation', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const sessions = () => desk.client.app.service('conversation-sessions')
  const of = async (id: number) =>
    (await sessions().find({ query: { conversation_id: id, $sort: { number: 1 } } })).data

  it('are numbered, and say who opened and closed them', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    await desk.change(id, { status: 'closed' })
    await desk.meet(phone, 'One more thing')
    const [first, second] = await of(id)
    assert.deepEqual([first.number, first.close_reason, first.closed_by.type], [1, 'user', 'user'])
    assert.deepEqual([second.number, second.opened_by.type, second.closed_at], [2, 'contact', null])
    assert.equal((await desk.conversation(id)).session_id, second.id)
    assert.ok(second.first_seq > first.last_seq)
  })

  it('keep what is put there for them, as a whole, and tell of it', async () => {
    const { id, session_id } = await desk.meet(desk.phone())
    const session = String(session_id)
    const row = await sessions().patch(session, { data: { step: 2, cart: ['boots'] } })
    assert.deepEqual([row.data, row.version], [{ step: 2, cart: ['boots'] }, 2])
    assert.deepEqual((await sessions().patch(session, { data: { step: 3 } })).data, { step: 3 })
    const late = sessions().patch(session, { data: {} }, { query: { version: 1 } })
    await assert.rejects(late, refused('stale_version', /./, 409))
    await assert.rejects(
      sessions().patch(session, { data: { a: 'x'.repeat(17_000) } }),
      refused('too_large', /16 kB/, 413)
    )
    const told = (await desk.events(id)).filter(event => event.type === 'session.updated')
    assert.deepEqual(
      told.map(event => event.data),
      [{ session_id }, { session_id }]
    )
  })
})
