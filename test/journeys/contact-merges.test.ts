import assert from 'node:assert/strict'
import { restAs } from '../support/clients.ts'
import { type Desk, openDesk, refused, type ShownConversation } from '../support/desk.ts'
import { createOrganization } from '../support/world.ts'

interface Row {
  readonly id: number
  readonly contact_id: number
}

describe('Contacts that are merged', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const service = (path: string) => desk.client.app.service(path)
  const merge = (contact_id: number, merged_contact_id: number) =>
    service('contact-merges').create({ contact_id, merged_contact_id })
  const idsOf = async (path: string, query: object): Promise<number[]> => {
    const { data }: { data: Row[] } = await service(path).find({ query })
    return data.map(row => row.id).sort((one, other) => one - other)
  }
  const writersOf = async (id: number) => [...new Set((await desk.messages(id)).map(message => message.contact_id))]
  /** Two customers, each in a conversation, and what they are called. */
  async function two() {
    const phones = [desk.phone({ name: 'Ada Okafor' }), desk.phone({ name: 'A. Okafor' })] as const
    const [first, second] = [await desk.meet(phones[0]), await desk.meet(phones[1])]
    return { phones, first, second, a: first.contact_id, b: second.contact_id }
  }
  const unify = (unify_conversations: 'identity' | 'contact') =>
    service('organizations').patch(desk.organization.id, { settings: { unify_conversations } })

  it('are shown as one, whose conversations keep their ids, their logs and their own address', async () => {
    const { phones, first, second, a, b } = await two()
    const before = await desk.events(second.id)
    await merge(a, b)

    assert.equal((await service('contacts').get(b)).id, a)
    assert.deepEqual(await idsOf('contacts', { id: { $in: [a, b] } }), [a])
    assert.deepEqual(await idsOf('contacts', { searchTerm: phones[1].waId }), [a])
    const both = [first.id, second.id].sort((one, other) => one - other)
    for (const contact_id of [a, b, { $in: [b] }])
      assert.deepEqual(await idsOf('conversations', { contact_id }), both, JSON.stringify(contact_id))

    const shown = await desk.conversation(second.id)
    assert.deepEqual([shown.contact_id, shown.contact], [a, first.contact])
    assert.deepEqual((await desk.events(second.id)).slice(0, before.length), before)
    assert.deepEqual(await writersOf(second.id), [a])
    await desk.say(second.id, 'One of two numbers', { contact_id: b })
    await desk.settle()
    assert.deepEqual(
      phones.map(phone => phone.inbox.length),
      [0, 1]
    )
    const again = await desk.meet(phones[1], 'Still here')
    assert.deepEqual([again.id, again.contact_id], [second.id, a])
  })

  it('are two again when it is taken back, each with its own, later words too', async () => {
    const { phones, first, second, a, b } = await two()
    await desk.forward({ seconds: 1 })
    const { id } = await merge(a, b)
    await desk.forward({ seconds: 1 })
    await desk.meet(phones[1], 'Said while they were one')
    await service('contact-merges').remove(id)

    await assert.rejects(service('contact-merges').get(id), { code: 404 })
    assert.deepEqual(await idsOf('contacts', { id: { $in: [a, b] } }), [a, b])
    for (const [contact, conversation] of [
      [a, first],
      [b, second]
    ] as const) {
      assert.deepEqual(await idsOf('conversations', { contact_id: contact }), [conversation.id])
      assert.deepEqual(await writersOf(conversation.id), [contact])
      assert.deepEqual((await desk.conversation(conversation.id)).contact, conversation.contact)
      assert.equal((await service('contacts').get(contact)).identities.length, 1)
    }
  })

  it('make no chains: whoever was merged before stands for whom it is shown as, and comes back with its own', async () => {
    const { a, b } = await two()
    const { a: c, b: d } = await two()
    await merge(b, c)
    const whole = await merge(a, b)
    const late = await merge(c, d)
    assert.equal(late.contact_id, a)
    for (const id of [b, c, d]) assert.equal((await service('contacts').get(id)).id, a)
    assert.equal((await service('contacts').get(a)).identities.length, 4)

    await service('contact-merges').remove(whole.id)
    for (const [id, survivor] of [
      [b, b],
      [c, b],
      [d, a]
    ] as const)
      assert.equal((await service('contacts').get(id)).id, survivor)
    for (const id of [a, b]) assert.equal((await service('contacts').get(id)).identities.length, 2)
    assert.equal((await idsOf('conversations', { contact_id: c })).length, 2)
  })

  it('are merged once, never with themselves and never in a ring', async () => {
    const { a, b } = await two()
    await assert.rejects(merge(a, a), refused('same_contact', /same/, 409))
    await merge(a, b)
    const { a: c } = await two()
    for (const survivor of [a, c]) await assert.rejects(merge(survivor, b), refused('already_merged', /already/, 409))
    await assert.rejects(merge(b, a), refused('same_contact', /same/, 409))
    await assert.rejects(merge(a, 987_654_321), refused('unknown_reference'))
    await assert.rejects(service('contacts').remove(b), refused('already_merged', /already/, 409))
  })

  it('are of one organization', async () => {
    const { a, b } = await two()
    const stranger = (await createOrganization(desk.server, 'Other')).owner
    const { app } = await restAs(desk.server.url, { apiKey: stranger.apiKey })
    const { id: theirs } = await app.service('contacts').create({ first_name: 'Theirs' })
    await assert.rejects(merge(a, theirs), refused('unknown_reference'))
    await assert.rejects(
      app.service('contact-merges').create({ contact_id: a, merged_contact_id: b }),
      refused('unknown_reference')
    )
    const { id } = await merge(a, b)
    await Promise.all(
      [app.service('contact-merges').get(id), app.service('contact-merges').remove(id)].map(asked =>
        assert.rejects(asked, { code: 404 })
      )
    )
  })

  it('are changed and deleted as one', async () => {
    const { phones, a, b, second } = await two()
    const { id } = await merge(a, b)
    assert.equal((await service('contacts').patch(b, { last_name: 'Renamed' })).id, a)
    assert.equal((await desk.conversation(second.id)).contact.last_name, 'Renamed')
    await service('contacts').remove(a)
    await Promise.all(
      [service('contacts').get(b), service('contact-merges').get(id), desk.conversation(second.id)].map(gone =>
        assert.rejects(gone, { code: 404 })
      )
    )
    assert.notEqual((await desk.meet(phones[1], 'Somebody new')).contact_id, a)
  })

  it('let the newest conversation go on where conversations are unified by contact', async () => {
    await unify('contact')
    const { phones, first, second, a, b } = await two()
    await desk.forward({ seconds: 5 })
    await desk.meet(phones[0], 'The last word')
    const { id } = await merge(a, b)
    const merged = await desk.conversation(second.id)
    assert.equal(merged.status, 'closed')
    assert.equal((await closings(merged)).at(-1), 'merged')
    assert.equal((await desk.conversation(first.id)).status, 'open')

    await desk.forward({ seconds: 5 })
    const met = await desk.meet(phones[1], 'From my other number')
    assert.deepEqual([met.id, met.identity_id], [first.id, second.identity_id])
    await desk.say(first.id, 'Heard you there')
    await desk.settle()
    assert.equal(phones[1].inbox.length, 1)

    await service('contact-merges').remove(id)
    const [back, other] = [await desk.conversation(first.id), await desk.conversation(second.id)]
    assert.deepEqual([back.contact_id, back.identity_id], [a, first.identity_id])
    assert.deepEqual([other.contact_id, other.identity_id], [b, second.identity_id])
    assert.deepEqual((await writersOf(first.id)).sort(), [a, b].sort())
    assert.equal((await desk.meet(phones[1], 'Mine again')).id, second.id)
    assert.equal((await desk.meet(phones[0], 'And mine')).id, first.id)
    await unify('identity')
  })

  const closings = async ({ id }: ShownConversation) =>
    (await desk.events(id))
      .filter(event => event.type === 'conversation.closed')
      .map(event => event.data['close_reason'])

  it('are suggested where an address or a number is the same, and nothing but a person merges them', async () => {
    const contacts = service('contacts')
    const make = async (details: object): Promise<number> => (await contacts.create(details)).id
    const one = await make({ first_name: 'Ada', email: 'ada@same.example' })
    const other = await make({ first_name: 'A.', email: 'Ada@Same.example', phone: '+905320001122' })
    const third = await make({ first_name: 'Somebody', phone: '0532 000 11 22', phone_country_iso: 'TR' })
    await make({ first_name: 'Ada', email: 'ada@other.example' })
    const like = (id: number) => idsOf(`contacts/${id}/merge-suggestions`, {})
    assert.deepEqual(await Promise.all([one, other, third].map(like)), [[other], [one, third], [other]])
    await merge(one, other)
    assert.deepEqual(await Promise.all([one, other, third].map(like)), [[third], [third], [one]])
  })

  it('are one or the other when two people merge them crosswise at once', async () => {
    const { a, b } = await two()
    const ends = await Promise.allSettled([merge(a, b), merge(b, a)])
    assert.deepEqual(ends.map(end => end.status).sort(), ['fulfilled', 'rejected'])
    assert.equal((await idsOf('contacts', { id: { $in: [a, b] } })).length, 1)
    assert.equal((await idsOf('conversations', { contact_id: a })).length, 2)
  })

  for (const unification of ['identity', 'contact'] as const) {
    it(`never lose a word that comes in while they are merged and taken apart, unified by ${unification}`, async () => {
      await unify(unification)
      const { phones, first, second, a, b } = await two()
      for (let round = 0; round < 5; round++) {
        const said = Promise.all(
          phones.map(phone => phone.batch([1, 2, 3].map(nth => phone.event.says(`${round}.${nth}`))))
        )
        const { id } = await merge(a, b)
        const more = Promise.all(phones.map(phone => phone.says(`${round}, still`)))
        await service('contact-merges').remove(id)
        await Promise.all([said, more])
        await desk.settle()
      }
      for (const contact_id of [a, b]) {
        const { total } = await service('conversation-messages').find({ query: { contact_id, $limit: 0 } })
        assert.equal(total, 21)
      }
      for (const [conversation, contact] of [
        [first, a],
        [second, b]
      ] as const) {
        assert.deepEqual(await idsOf('conversations', { contact_id: contact }), [conversation.id])
        if (unification === 'identity') assert.deepEqual(await writersOf(conversation.id), [contact])
      }
      await unify('identity')
    })
  }
})
