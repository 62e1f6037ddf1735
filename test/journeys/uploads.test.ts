import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { categoryOf, insertFile } from '../../src/actions/insert-file.ts'
import { keepBytes } from '../../src/actions/keep-bytes.ts'
import { act } from '../../src/actions/scope.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { PNG } from '../support/uploads.ts'

describe('Files for a provider that cannot follow our links', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
    await set('upload')
  })
  after(() => desk.close())

  const set = (outgoing_media: string) =>
    desk.client.app.service('channels').patch(desk.number.channel.id, { settings: { outgoing_media } })

  /** A file that belongs to no one conversation, as an upload leaves it. */
  async function keep(bytes: Buffer, file_name: string, type: string): Promise<string> {
    const { house } = desk.server.app
    const { organization } = desk
    const kept = await keepBytes(house, randomUUID(), Readable.from([bytes]), type)
    const about = { message_id: null, file_name, category: categoryOf(kept.file_type), source: {} }
    const id = await act(house, organization.owner.member, scope =>
      insertFile(scope, organization.id, { conversation_id: talk.id, ...about }, kept)
    )
    return id
  }

  let talk: { id: number }
  beforeEach(async () => {
    talk = await desk.meet(desk.phone())
  })

  async function send(conversation_file_id: string, type = 'image') {
    const message = await desk.send(talk.id, { message_type: type, message_text: 'Look!', conversation_file_id })
    await desk.settle()
    return desk.again(message)
  }
  const uploads = () => desk.number.provider.calls.filter(call => call.path.endsWith('/media')).length
  const taken = () => desk.number.provider.accepted.slice(-1)

  it('are brought to it as bytes, and sent by the id that it gives them', async () => {
    const bytes = Buffer.concat([PNG, Buffer.alloc(200_000, 7)])
    const { status } = await send(await keep(bytes, 'sunset "1".png', 'image/png'))
    const [message] = taken()
    assert.ok(message)
    assert.deepEqual(await desk.number.provider.fetchMedia(message), { bytes, type: 'image/png' })
    assert.deepEqual(Object.keys(message.body['image'] ?? {}).sort(), ['caption', 'id'])
    assert.equal(status, 'sent')
  })

  it('are brought once, however often they are sent, until their time there is over', async () => {
    const file = await keep(PNG, 'dot.png', 'image/png')
    const before = uploads()
    await send(file)
    await send(file)
    assert.equal(uploads() - before, 1)
    await desk.server.database.query({
      text: `update provider_media set expires_at = $2 where file_id = $1`,
      values: [file, desk.server.clock.now().toISOString()]
    })
    await send(file)
    assert.equal(uploads() - before, 2)
  })

  it('are brought once more when the provider has lost them, and the customer gets them once', async () => {
    const file = await keep(PNG, 'dot.png', 'image/png')
    await send(file)
    const [first] = taken()
    desk.number.provider.forgetMedia(
      String(Object.entries(first?.body['image'] ?? {}).find(([name]) => name === 'id')?.[1])
    )
    const [uploaded, accepted] = [uploads(), desk.number.provider.accepted.length]
    assert.equal((await send(file)).status, 'sent')
    assert.deepEqual([uploads() - uploaded, desk.number.provider.accepted.length - accepted], [1, 1])
  })

  it('fail by themselves where the provider does not take them, and the next message goes', async () => {
    const { status, error } = await send(await keep(Buffer.from('PK'), 'a.bin', 'application/x-unheard-of'), 'document')
    assert.deepEqual([status, error?.provider_code], ['failed', '100'])
    const said = await desk.say(talk.id, 'Never mind')
    await desk.settle()
    assert.equal((await desk.again(said)).status, 'sent')
  })

  it('fail with a word about the file where its bytes are not there any more', async () => {
    const file = await keep(PNG, 'dot.png', 'image/png')
    await desk.server.database.query({
      text: `update files set bucket_key = $2 where id = $1`,
      values: [file, randomUUID()]
    })
    const { status, error } = await send(file)
    assert.deepEqual([status, error?.code], ['failed', 'media'])
  })

  it('are sent as links again once the settings say so', async () => {
    await set('auto')
    const before = uploads()
    await send(await keep(PNG, 'dot.png', 'image/png'))
    assert.equal(uploads(), before)
    assert.ok(Object.keys(taken()[0]?.body['image'] ?? {}).includes('link'))
    await set('upload')
  })
})
