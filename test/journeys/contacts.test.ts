import assert from 'node:assert/strict'
import { restAs, type StockClient } from '../support/clients.ts'
import { type Desk, openDesk, refused } from '../support/desk.ts'
import { PNG } from '../support/uploads.ts'

describe('A contact', () => {
  let desk: Desk
  let owner: StockClient

  before(async () => {
    desk = await openDesk()
    owner = await restAs(desk.server.url, { apiKey: desk.organization.owner.apiKey })
  })
  after(() => desk.close())

  it('gets an uploaded picture by its key, and shows it under an address that stays', async () => {
    const about = { file_name: 'ada.png', file_type: 'image/png', file_size: PNG.length }
    const signed = await owner.app.service('s3-url-signing').create({ type: 'avatar', ...about })
    await fetch(signed.url, { method: signed.method, headers: signed.headers, body: PNG })

    const data = { first_name: 'Ada', avatar_url: signed.s3PathWithoutBucket }
    const { id, avatar_url } = await owner.app.service('contacts').create(data)
    assert.match(avatar_url, /\/conversation-files\/[0-9a-f-]{36}\/content$/)
    assert.equal(Object(await desk.client.app.service('contacts').patch(id, data)).avatar_url, avatar_url)

    const headers = { 'x-api-key': desk.organization.owner.apiKey }
    const picture = await fetch(new URL(new URL(avatar_url).pathname, desk.server.url), { headers })
    assert.deepEqual(Buffer.from(await picture.arrayBuffer()), PNG)

    const other = await owner.app.service('contacts').create({ first_name: 'Grace', avatar_url })
    const file = avatar_url.split('/').at(-2)
    await owner.app.service('contacts').patch(id, { avatar_url: null })
    assert.equal((await owner.app.service('conversation-files').get(file)).id, file)
    await owner.app.service('contacts').remove(other.id)
    await assert.rejects(owner.app.service('conversation-files').get(file), { code: 404 })
  })

  it('gets no picture that was never uploaded, or is none', async () => {
    const contacts = owner.app.service('contacts')
    const nowhere = `${desk.organization.id}/uploads/0/ada.png`
    await assert.rejects(contacts.create({ avatar_url: nowhere }), refused('unknown_upload'))

    const text = Buffer.from('words')
    const about = { file_name: 'ada.txt', file_type: 'text/plain', file_size: text.length }
    const signed = await owner.app.service('s3-url-signing').create(about)
    await fetch(signed.url, { method: signed.method, headers: signed.headers, body: text })
    const data = { avatar_url: signed.s3PathWithoutBucket }
    await assert.rejects(contacts.create(data), refused('file_type_not_allowed'))
  })

  it('answers whoever asks with the flags of another system as if there were none', async () => {
    const asked = { organization_id: desk.organization.id, $limit: 25, $sort: { created_at: -1 } }
    for (const { app } of [owner, desk.client]) {
      const flagged = { ...asked, fastJoinForContactList: true, fastJoinOwner: true }
      const contacts = app.service('contacts')
      assert.deepEqual(await contacts.find({ query: flagged }), await contacts.find({ query: asked }))
    }
  })
})
