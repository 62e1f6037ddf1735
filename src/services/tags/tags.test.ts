import assert from 'node:assert/strict'
import { connection, type Door, openDoor } from '../../../test/support/door.ts'
import { openPeople, type People } from '../../../test/support/people.ts'
import type { Connection } from '../../declarations.ts'
import { contacts } from '../contacts/contacts.ts'
import { tags } from './tags.ts'

describe('Tags', () => {
  let people: People
  let tag: Door
  let contact: Door
  let by: Connection

  before(async () => {
    people = await openPeople()
    tag = openDoor(people, tags)
    contact = openDoor(people, contacts)
  })
  beforeEach(async () => {
    const { answer } = await people.signedIn('agent')
    by = connection({ kind: 'token', token: answer.accessToken })
  })
  after(() => people.close())

  const worn = async (id: unknown) => {
    const { tags } = await contact.get(by, id)
    return Object(tags).map(({ name }: { name: string }) => name)
  }

  it('are put on contacts by id or by name, as a whole, and a new name makes one', async () => {
    const vip = await tag.create(by, { name: 'VIP' })
    const { id } = await contact.create(by, { first_name: 'Ada', tags: [Number(vip['id']), 'Regular', 'vip'] })
    assert.deepEqual(await worn(id), ['Regular', 'VIP'])
    const changed = await contact.patch(by, id, { tags: [' regular '] })
    assert.deepEqual(Object(changed['tags']), [{ id: Number(vip['id']) + 1, name: 'Regular' }])
    await contact.patch(by, id, { first_name: 'Augusta' })
    assert.deepEqual(await worn(id), ['Regular'])
    assert.deepEqual((await contact.patch(by, id, { tags: [] }))['tags'], [])
    assert.equal((await tag.find(by)).total, 2)
  })

  it('find the contacts that wear them', async () => {
    const { id } = await contact.create(by, { tags: ['Seldom'] })
    await contact.create(by, { first_name: 'Nobody' })
    const { data } = await tag.find(by, { name: 'Seldom' })
    const found = await contact.find(by, { tag_id: data[0]?.['id'] })
    assert.deepEqual(
      found.data.map(row => row['id']),
      [id]
    )
  })

  it('have one name each, whatever its case, until they are deleted', async () => {
    const { id } = await tag.create(by, { name: 'Guest' })
    await assert.rejects(tag.create(by, { name: 'guest' }), { reason: 'already_exists' })
    await tag.remove(by, id)
    await tag.create(by, { name: 'guest' })
  })

  it('are renamed on everybody who wears them, and taken off when they are deleted', async () => {
    const { id, version } = await tag.create(by, { name: 'Old' })
    const wearer = await contact.create(by, { tags: ['old', 'Other'] })
    await tag.patch(by, id, { name: 'New' }, { version })
    assert.deepEqual(await worn(wearer['id']), ['New', 'Other'])
    await assert.rejects(tag.patch(by, id, { name: 'Newer' }, { version }), { reason: 'stale_version' })
    await tag.remove(by, id)
    assert.deepEqual(await worn(wearer['id']), ['Other'])
    await assert.rejects(tag.get(by, id), { reason: 'not_found' })
    const rows = await people.database.query({
      text: 'select from contact_tags where tag_id = $1',
      values: [id]
    })
    assert.equal(rows.length, 0)
  })

  it('of another organization, or gone, are no tags', async () => {
    const gone = await tag.create(by, { name: 'Gone' })
    await tag.remove(by, gone['id'])
    await assert.rejects(contact.create(by, { tags: [gone['id']] }), { reason: 'unknown_reference' })
    const own = await tag.create(by, { name: 'Own' })
    const { answer } = await people.signedIn('owner')
    const stranger = connection({ kind: 'token', token: answer.accessToken })
    await assert.rejects(contact.create(stranger, { tags: [own['id']] }), { reason: 'unknown_reference' })
    await assert.rejects(tag.patch(stranger, own['id'], { name: 'Mine' }), { reason: 'not_found' })
    await assert.rejects(tag.create(by, { name: '  ' }), { reason: 'bad_data' })
  })

  it('tell everybody who wears one, five hundred at a time', async () => {
    const { id } = await tag.create(by, { name: 'Crowd' })
    const organization = Number((await tag.get(by, id))['organization_id'])
    await people.database.query({
      text: `with k as (insert into contacts (organization_id, first_name) select $1, 'C' from generate_series(1, 1001) returning id)
        insert into contact_tags (organization_id, contact_id, tag_id) select $1, id, $2 from k`,
      values: [organization, id]
    })
    const told = async () =>
      (
        await people.database.query({
          text: `select from events where organization_id = $1 and type = 'contact.updated'`,
          values: [organization]
        })
      ).length
    await tag.patch(by, id, { name: 'Masses' })
    assert.equal(await told(), 1001)
    await tag.remove(by, id)
    assert.equal(await told(), 2002)
  })
})
