import assert from 'node:assert/strict'
import { type Desk, openDesk } from '../support/desk.ts'

describe('A customer who has been read', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const marks = () => desk.number.provider.readMarks.map(({ status, message_id }) => ({ status, message_id }))
  async function read(id: number) {
    await desk.change(id, { unread_count: 0 })
    await desk.settle()
  }
  async function marksOf(act: () => Promise<void>) {
    const before = marks().length
    await act()
    return marks().slice(before)
  }

  it('sees so at the last of their messages, once', async () => {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    const { wamid } = await phone.says('Anybody there?')
    await desk.settle()
    assert.deepEqual(await marksOf(() => read(id)), [{ status: 'read', message_id: wamid }])

    await desk.change(id, { unread_count: 1 })
    assert.deepEqual(await marksOf(() => read(id)), [])

    const { wamid: next } = await phone.says('And now?')
    await desk.settle()
    assert.deepEqual(await marksOf(() => read(id)), [{ status: 'read', message_id: next }])
  })

  it('sees nothing where the channel does not want it', async () => {
    const { id } = await desk.meet(desk.phone())
    const channels = desk.client.app.service('channels')
    await channels.patch(desk.number.channel.id, { settings: { read_marks: false } })
    assert.deepEqual(await marksOf(() => read(id)), [])
    await channels.patch(desk.number.channel.id, { settings: { read_marks: true } })
    const { id: other } = await desk.meet(desk.phone())
    assert.equal((await marksOf(() => read(other))).length, 1)
  })
})
