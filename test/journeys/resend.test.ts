import assert from 'node:assert/strict'
import { listen, restAs } from '../support/clients.ts'
import { type Desk, openDesk, refused, type ShownMessage } from '../support/desk.ts'

describe('Sending again', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const resend = (message: ShownMessage, client = desk.client) =>
    client.app.service(`conversation-messages/${message.id}/resend`).create({})

  async function open() {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    return { phone, id, aim: { to: phone.waId } }
  }
  const texts = (phone: { inbox: readonly { text: string | undefined }[] }) => phone.inbox.map(each => each.text)
  const statuses = async (id: number, message: ShownMessage) =>
    (await desk.events(id)).flatMap(({ type, data }) => (data['message_id'] === message.id ? [type] : []))

  async function refusedOnce({ id, aim }: Awaited<ReturnType<typeof open>>, text: string) {
    desk.number.provider.fault({ kind: 'error', code: 131_026 }, aim)
    const message = await desk.say(id, text)
    await desk.settle()
    assert.equal((await desk.again(message)).status, 'failed')
    return message
  }

  it('gives what has failed a new attempt, behind what was said since', async () => {
    const place = await open()
    const message = await refusedOnce(place, 'First')
    await desk.say(place.id, 'Second')
    const heard = listen(desk.client, 'conversation-messages-whatsapp', 'patched')
    const again = await resend(message)
    assert.deepEqual(
      [again.id, again.seq, again.status, again.error, again.attempts],
      [message.id, message.seq, 'queued', null, 2]
    )
    await desk.settle()
    assert.deepEqual(texts(place.phone), ['Second', 'First'])
    const sent = await desk.again(message)
    assert.deepEqual([sent.status, sent.provider_message_id], ['sent', place.phone.inbox[1]?.wamid])
    assert.deepEqual(
      heard.heard.filter(({ id }) => id === message.id).map(({ status }) => status),
      ['queued', 'sent']
    )
    await place.phone.reads(sent.provider_message_id ?? '')
    await desk.settle()
    assert.deepEqual(await statuses(place.id, message), [
      'message.queued',
      'message.failed',
      'message.resent',
      'message.sent',
      'message.read'
    ])
  })

  it('shows the new status in the list while it is the last message', async () => {
    const place = await open()
    const message = await refusedOnce(place, 'Only')
    assert.equal((await desk.conversation(place.id)).last_message?.status, 'failed')
    await resend(message)
    assert.equal((await desk.conversation(place.id)).last_message?.status, 'queued')
  })

  it('lets the attempt that was in doubt speak for itself when it turns out to have arrived', async () => {
    const { phone, id, aim } = await open()
    desk.number.provider.fault({ kind: 'reset', accepted: true }, aim)
    const message = await desk.say(id, 'Perhaps')
    await desk.settle()
    assert.equal((await desk.again(message)).status, 'unknown')
    desk.number.provider.fault({ kind: 'error', code: 131_026 }, aim)
    await resend(message)
    await desk.settle()
    assert.equal((await desk.again(message)).status, 'failed')

    await phone.delivers(phone.inbox[0]?.wamid ?? '')
    await desk.settle()
    const { status, error } = await desk.again(message)
    assert.deepEqual([status, error], ['delivered', null])
    await assert.rejects(resend(message), refused('not_possible'))
  })

  it('does not let a late failure of the first attempt undo the second', async () => {
    const { phone, id } = await open()
    const message = await desk.say(id, 'Twice')
    await desk.settle()
    const [first] = phone.inbox
    await phone.fails(first?.wamid ?? '', 131_026)
    await desk.settle()
    await resend(message)
    await desk.settle()
    await phone.fails(first?.wamid ?? '', 131_026)
    await phone.isSent(first?.wamid ?? '')
    await desk.settle()
    const { status, provider_message_id } = await desk.again(message)
    assert.deepEqual([status, provider_message_id], ['sent', phone.inbox[1]?.wamid])
  })

  it('asks anew whether it may be said: window, block, control', async () => {
    const place = await open()
    const message = await refusedOnce(place, 'Later')
    await desk.change(place.id, { blocked: true })
    await assert.rejects(resend(message), refused('blocked'))
    await desk.change(place.id, { blocked: false })
    await desk.forward({ hours: 25 })
    await assert.rejects(resend(message), refused('outside_window'))
    await place.phone.says('Still here')
    await desk.settle()
    await desk.change(place.id, { status: 'closed' })
    await resend(message)
    await desk.settle()
    assert.equal((await desk.conversation(place.id)).status, 'open')
    assert.deepEqual(texts(place.phone), ['Later'])
  })

  it('is once for many clicks, only of what failed, and only by a person', async () => {
    const place = await open()
    const message = await refusedOnce(place, 'Once')
    const clicks = await Promise.allSettled([resend(message), resend(message), resend(message)])
    assert.equal(clicks.filter(({ status }) => status === 'fulfilled').length, 1)
    await desk.settle()
    assert.deepEqual(texts(place.phone), ['Once'])
    await assert.rejects(resend(message), refused('not_possible'))

    const [said] = await desk.messages(place.id)
    assert.ok(said)
    await assert.rejects(resend(said), refused('not_possible'))
    const key = await restAs(desk.server.url, { apiKey: desk.organization.owner.apiKey })
    await assert.rejects(resend(message, key as typeof desk.client), refused('forbidden', /./, 403))
    await assert.rejects(resend({ ...message, id: '7' }), refused('not_found', /./, 404))
    await assert.rejects(
      resend({ ...message, id: '00000000-0000-7000-8000-000000000000' }),
      refused('not_found', /./, 404)
    )
  })

  it('takes back what was canceled with its block', async () => {
    const place = await open()
    const soon = new Date(desk.server.clock.now().getTime() + 3_600_000).toISOString()
    const message = await desk.say(place.id, 'Planned', { send_at: soon })
    await desk.change(place.id, { blocked: true })
    await desk.change(place.id, { blocked: false })
    assert.equal((await desk.again(message)).status, 'failed')
    await resend(message)
    await desk.settle()
    assert.deepEqual(texts(place.phone), ['Planned'])
    assert.equal((await desk.again(message)).status, 'sent')
  })
})
