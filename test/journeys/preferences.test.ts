import assert from 'node:assert/strict'
import { type Desk, openDesk, refused } from '../support/desk.ts'
import type { Phone } from '../support/graph-api.ts'

describe('A customer who stops our advertising at the provider', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  async function prefers({ waId }: Phone & { waId: string }, value: 'stop' | 'resume', after = 1) {
    const timestamp = Math.floor(desk.server.clock.now().getTime() / 1_000) + after
    const metadata = { display_phone_number: '15550783881', phone_number_id: desk.number.channel.endpoint }
    const user_preferences = [{ wa_id: waId, category: 'marketing_messages', value, timestamp, detail: value }]
    const said = { messaging_product: 'whatsapp', metadata, user_preferences }
    await desk.number.provider.post(desk.number.channel.endpoint, {
      object: 'whatsapp_business_account',
      entry: [{ id: '999', changes: [{ field: 'user_preferences', value: said }] }]
    })
    await desk.settle()
  }

  async function optedOut(contactId: number): Promise<boolean> {
    const contact = await desk.client.app.service('contacts').get(contactId)
    return contact.identities[0].opted_out_at !== null
  }
  const advertise = (id: number) =>
    desk.send(id, { message_type: 'template', content: { name: 'sale', language: 'en_US' } })

  it('is sent none any more, until they resume it', async () => {
    const phone = desk.phone()
    const { id, contact_id } = await desk.meet(phone)
    await prefers(phone, 'stop')
    assert.equal(await optedOut(contact_id), true)
    await assert.rejects(advertise(id), refused('opted_out'))
    await prefers(phone, 'resume', 5)
    assert.equal(await optedOut(contact_id), false)
    await advertise(id)
  })

  it('is not brought back by an older word that comes late', async () => {
    const phone = desk.phone()
    const { contact_id } = await desk.meet(phone)
    await prefers(phone, 'stop', 10)
    await prefers(phone, 'resume', 5)
    assert.equal(await optedOut(contact_id), true)
  })

  it('need not be known: nothing begins because of it', async () => {
    const before = await desk.putAside()
    await prefers(desk.phone(), 'stop')
    assert.deepEqual(await desk.putAside(), before)
  })
})
