import assert from 'node:assert/strict'
import { type Desk, openDesk, type ShownConversation } from '../support/desk.ts'
import type { Phone, PhoneOptions } from '../support/graph-api.ts'
import type { WhatsAppNumber } from '../support/world.ts'

describe('Somebody who writes to several numbers', () => {
  let desk: Desk
  let second: WhatsAppNumber

  before(async () => {
    desk = await openDesk()
    second = await desk.organization.whatsapp()
  })
  after(async () => {
    await second.provider.close()
    await desk.close()
  })

  const unify = (unify_conversations: 'identity' | 'contact') =>
    desk.client.app.service('organizations').patch(desk.organization.id, { settings: { unify_conversations } })
  const contact = (id: number) => desk.client.app.service('contacts').get(id)
  const known = async (id: number) => (await contact(id)).identities.length
  let nextNumber = 0
  const newNumber = () => `90532${String(++nextNumber).padStart(7, '0')}`
  /** One person with both numbers of the shop in the address book. */
  function person(options: PhoneOptions = {}): readonly [Phone, Phone] {
    const waId = newNumber()
    return [desk.number, second].map(number => number.provider.phone({ name: 'Ada', waId, ...options })) as [
      Phone,
      Phone
    ]
  }
  async function say(phone: Phone, text: string): Promise<ShownConversation> {
    const { wamid } = await phone.says(text)
    await desk.settle()
    return desk.conversation((await desk.messageOf(wamid)).conversation_id)
  }
  const close = ({ id }: ShownConversation) => desk.change(id, { status: 'closed' })

  it('is one contact with two conversations, since the provider vouches for the number', async () => {
    const [one, other] = person()
    const [here, there] = [await say(one, 'Hello'), await say(other, 'Hello there')]
    assert.equal(here.contact_id, there.contact_id)
    assert.notEqual(here.id, there.id)
    assert.equal(await known(here.contact_id), 2)
  })

  it('is the contact whose number a member has written down', async () => {
    const waId = newNumber()
    const { id } = await desk.client.app.service('contacts').create({ first_name: 'Ada', phone: `+${waId}` })
    const [one] = person({ waId })
    assert.equal((await say(one, 'Hello')).contact_id, id)
    assert.equal((await contact(id)).channel_whatsapp_wa_id, waId)
  })

  it('is nobody’s where two contacts have the number', async () => {
    const waId = newNumber()
    const ids = []
    for (const first_name of ['Ada', 'Grace'])
      ids.push((await desk.client.app.service('contacts').create({ first_name, phone: `+${waId}` })).id)
    const [one] = person({ waId })
    assert.equal(ids.includes((await say(one, 'Hello')).contact_id), false)
  })

  it('is somebody else where the number was handed on', async () => {
    const waId = newNumber()
    const [former] = person({ waId, userId: 'TR.1111111111111' })
    const [, stranger] = person({ waId, userId: 'TR.2222222222222' })
    const { contact_id } = await say(former, 'Hello')
    assert.notEqual((await say(stranger, 'Hello')).contact_id, contact_id)
  })

  it('comes back to the own contact when a merge is taken back, though it joined another’s', async () => {
    const [one, other] = person()
    const { contact_id: joined } = await say(one, 'Hello')
    const { id: survivor } = await desk.client.app.service('contacts').create({ first_name: 'Ada' })
    const { id } = await desk.client.app
      .service('contact-merges')
      .create({ contact_id: survivor, merged_contact_id: joined })
    const later = await say(other, 'From the other number')
    assert.equal(later.contact_id, survivor)
    await desk.client.app.service('contact-merges').remove(id)
    assert.equal((await desk.conversation(later.id)).contact_id, joined)
    assert.deepEqual([await known(joined), await known(survivor)], [2, 0])
  })

  it('makes one contact and one conversation of many first words at once on both numbers', async () => {
    await unify('contact')
    const [one, other] = person()
    const said = await Promise.all(Array.from({ length: 20 }, (_, nth) => (nth % 2 ? one : other).says(`Hello ${nth}`)))
    await desk.settle()
    const messages = await Promise.all(said.map(({ wamid }) => desk.messageOf(wamid)))
    assert.equal(new Set(messages.map(message => message.contact_id)).size, 1)
    assert.equal(new Set(messages.map(message => message.conversation_id)).size, 1)
    await unify('identity')
  })

  it('is answered where it wrote last, while that window is open, where conversations are unified', async () => {
    await unify('contact')
    const [one, other] = person()
    const first = await say(one, 'Hello')
    await desk.forward({ hours: 23 })
    const moved = await say(other, 'And here')
    assert.deepEqual([moved.id, moved.channel_id], [first.id, second.channel.id])
    assert.notEqual(moved.identity_id, first.identity_id)
    assert.ok(Date.parse(moved.window_expires_at ?? '') - Date.parse(first.window_expires_at ?? '') >= 22 * 3_600_000)
    await desk.say(first.id, 'Heard you')
    await desk.settle()
    assert.deepEqual([one.inbox.length, other.inbox.length], [0, 1])
    await unify('identity')
  })

  it('is blocked on every number where conversations are unified', async () => {
    await unify('contact')
    const [one, other] = person()
    const first = await say(one, 'Hello')
    await desk.change(first.id, { blocked: true })
    const { unread_count, blocked, identity_id } = await say(other, 'Do you hear me here?')
    assert.deepEqual([unread_count, blocked, identity_id], [0, true, first.identity_id])
    await unify('identity')
  })

  it('goes on in the running sessions when the organization unifies otherwise, and then as it says', async () => {
    const [one, other] = person()
    const [here, there] = [await say(one, 'Hello'), await say(other, 'Hello there')]
    await unify('contact')
    assert.deepEqual([(await say(one, 'Still here')).id, (await say(other, 'Still there')).id], [here.id, there.id])
    await close(here)
    await close(there)
    assert.deepEqual([(await say(one, 'Anew')).id, (await say(other, 'Anew too')).id], [here.id, here.id])

    await unify('identity')
    assert.deepEqual([(await say(one, 'Running')).id, (await say(other, 'Running')).id], [here.id, here.id])
    await close(here)
    assert.deepEqual(
      [(await say(one, 'Apart')).id, (await say(other, 'Apart')).id],
      [(await say(one, 'Again')).id, there.id]
    )
  })
})
