import assert from 'node:assert/strict'
import { listen, type StockClient, socketAs } from '../../../test/support/clients.ts'
import { type Desk, openDesk, refused } from '../../../test/support/desk.ts'
import { PNG } from '../../../test/support/uploads.ts'
import { PASSWORD } from '../../../test/support/world.ts'

const PATH = 'conversation-predefined-messages'

describe('Predefined messages', () => {
  let desk: Desk
  let agent: StockClient
  let talk: number

  before(async () => {
    desk = await openDesk()
    const { email } = await desk.organization.hire('agent')
    agent = await socketAs(desk.server.url, { email, password: PASSWORD })
    talk = (await desk.meet(desk.phone({ name: 'Ada Okafor' }))).id
  })
  after(async () => {
    agent.close()
    await desk.close()
  })

  const service = () => agent.app.service(PATH)
  const render = (id: number, conversation_id = talk) =>
    agent.app.service(`${PATH}/${id}/render`).create({ conversation_id })

  it('are kept by agents, told to everybody, and found by title', async () => {
    const heard = (['created', 'patched', 'removed'] as const).map(event => listen(desk.client, PATH, event).heard)
    const made = await service().create({ title: ' Opening hours ', shortcut: '/hours', content: 'Nine to five' })
    assert.deepEqual(
      [made.title, made.shortcut, made.message_type, made.media_url, made.files, made.version],
      ['Opening hours', 'hours', 'text', null, [], 1]
    )
    const changed = Object(await service().patch(made.id, { content: 'Nine to six' }, { query: { version: 1 } }))
    assert.deepEqual([changed.content, changed.title, changed.version], ['Nine to six', 'Opening hours', 2])
    await assert.rejects(
      service().patch(made.id, { content: 'x' }, { query: { version: 1 } }),
      refused('stale_version', /./, 409)
    )
    const { data } = await service().find({ query: { organization_id: desk.organization.id, $sort: { title: 1 } } })
    assert.deepEqual(data, [changed])
    const gone = Object(await service().remove(made.id))
    assert.ok(gone.deleted_at)
    await assert.rejects(service().get(made.id), refused('not_found', /./, 404))
    await desk.client.app.service('users').find({ query: { $limit: 0 } })
    assert.deepEqual(heard, [[made], [changed], [gone]])
  })

  it('have one title and one shortcut each, whatever the case, until they are removed', async () => {
    const { id } = await service().create({ title: 'Refund', shortcut: 'refund', content: 'Yes' })
    const other = await service().create({ title: 'No refund', shortcut: 'none', content: 'No' })
    const twice = (field: string) => (error: { data?: { reason?: string; field?: string } }) =>
      error.data?.reason === 'already_exists' && error.data.field === field
    await assert.rejects(service().create({ title: 'REFUND', content: 'x' }), twice('title'))
    await assert.rejects(service().create({ title: 'Else', shortcut: 'Refund', content: 'x' }), twice('shortcut'))
    await assert.rejects(service().patch(other.id, { title: 'refund' }), refused('already_exists', /./, 409))
    await service().remove(id)
    await service().create({ title: 'Refund', shortcut: 'refund', content: 'Perhaps' })
  })

  it('are filled for a conversation, and say which variables have no value', async () => {
    const { id } = await service().create({
      title: 'Welcome',
      content:
        'Hi {{contact.first_name}} {{contact.company_name}}, I am {{user.full_name}} of {{organization.name}} on {{conversation.channel}}.'
    })
    const filled = await render(id)
    assert.equal(filled.message_text, 'Hi Ada , I am The agent of Acme on whatsapp.')
    assert.deepEqual(filled.missing_variables, ['contact.company_name'])
    assert.deepEqual([filled.id, filled.conversation_id, filled.message_type], [id, talk, 'text'])
    await assert.rejects(render(id, 999_999), refused('not_found', /./, 404))
    await assert.rejects(render(999_999), refused('not_found', /./, 404))
  })

  it('know custom fields of the contact, and the names of its tags', async () => {
    const { contact_id } = await desk.conversation(talk)
    await desk.client.app.service('contacts').patch(contact_id, { custom_fields_by_name: { size: 'M' }, tags: ['VIP'] })
    const content = '{{ contact.custom_fields_by_name.size }} {{ contact.tags | join: "," }}'
    const { id } = await service().create({ title: 'Custom', content })
    assert.equal((await render(id)).message_text, 'M VIP')
  })

  it('are refused when nobody could read their variables, in words', async () => {
    for (const content of ['Hi {{ contact.first_name', '{% include "x" %}', '{{ contact.name | shout }}'])
      await assert.rejects(service().create({ title: 'Broken', content }), refused('unreadable_text'))
    const { id } = await service().create({
      title: 'Greedy',
      content: '{% for a in (1..100000) %}{% for b in (1..100000) %}{{ b }}{% endfor %}{% endfor %}'
    })
    await assert.rejects(render(id), refused('unreadable_text'))
  })

  it('of a text need words, and of a file the file', async () => {
    await assert.rejects(service().create({ title: 'Empty' }), refused('not_possible'))
    await assert.rejects(service().create({ title: 'Picture', message_type: 'image' }), refused('not_possible'))
    const url = 'https://example.org/a.png'
    const { media_url } = await service().create({ title: 'Picture', message_type: 'image', media_url: url })
    assert.equal(media_url, url)
  })

  it('carry uploaded files by key or by id, and no file of a conversation', async () => {
    const { key, id } = await uploaded(desk.client)
    const made = await service().create({
      title: 'Logo',
      message_type: 'image',
      media_url: key,
      filename: 'logo.png',
      mime_type: 'image/png',
      files: [{ conversation_file_id: id }]
    })
    assert.deepEqual([made.media_url, made.filename, made.mime_type], [key, 'logo.png', 'image/png'])
    assert.deepEqual(
      made.files.map((file: { file_id: string; file_type: string }) => [file.file_id, file.file_type]),
      [[id, 'image/png']]
    )
    assert.deepEqual((await render(made.id)).files, made.files)

    const hidden = await uploaded(desk.client, talk)
    const files = [{ conversation_file_id: hidden.id }]
    await assert.rejects(service().patch(made.id, { files }), refused('unknown_reference'))
    await assert.rejects(service().patch(made.id, { media_url: hidden.key }), refused('unknown_upload'))
    await assert.rejects(service().patch(made.id, { media_url: 'no/such/key' }), refused('unknown_upload'))
  })
})

async function uploaded({ app }: StockClient, conversation_id?: number): Promise<{ key: string; id: string }> {
  const about = {
    file_name: 'logo.png',
    file_type: 'image/png',
    file_size: PNG.length,
    ...(conversation_id && { conversation_id })
  }
  const type = conversation_id ? 'conversation-file' : 'predefined-message'
  const signed = await app.service('s3-url-signing').create({ type, ...about })
  await fetch(signed.url, { method: signed.method, headers: signed.headers, body: PNG })
  const key = signed.s3PathWithoutBucket
  const { id } = await app.service('conversation-files').create({ ...about, s3_key: key })
  return { key, id }
}
