import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { restAs, type StockClient, socketAs } from '../support/clients.ts'
import { type Desk, openDesk, refused } from '../support/desk.ts'
import { PNG } from '../support/uploads.ts'
import { PASSWORD } from '../support/world.ts'

const PAGE = Buffer.from('<html><script>alert(1)</script></html>')

interface Signed {
  readonly url: string
  readonly headers: Record<string, string>
  readonly s3Path: string
  readonly s3PathWithoutBucket: string
  readonly expires_at: string
  readonly post: { readonly url: string; readonly fields: Record<string, string> }
}

describe('Files that members upload', () => {
  let desk: Desk
  let conversation: { id: number }

  before(async () => {
    desk = await openDesk({ environment: { FILE_QUOTA_MB: '300' } })
    conversation = await desk.meet(desk.phone())
  })
  after(() => desk.close())

  const service = (path: string, client: StockClient = desk.client) => client.app.service(path)
  const sign = (more: object = {}): Promise<Signed> =>
    service('s3-url-signing').create({
      type: 'conversation-file',
      conversation_id: conversation.id,
      file_name: 'dot.png',
      file_type: 'image/png',
      file_size: PNG.length,
      ...more
    })
  const put = (signed: Signed, body: Buffer) => fetch(signed.url, { method: 'PUT', headers: signed.headers, body })
  const confirm = (signed: Signed, more: object = {}) =>
    service('conversation-files').create({
      conversation_id: conversation.id,
      organization_id: desk.organization.id,
      file_name: 'dot.png',
      file_type: 'image/png',
      file_size: PNG.length,
      s3_key: signed.s3PathWithoutBucket,
      s3_path: signed.s3Path,
      file_category: 'image',
      ...more
    })
  async function upload(more: object = {}) {
    const signed = await sign(more)
    assert.equal((await put(signed, PNG)).status, 200)
    return { signed, file: await confirm(signed, more) }
  }
  const contentOf = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(url, { headers })
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) }
  }

  it('are signed for, put, confirmed and read', async () => {
    const { signed, file } = await upload()
    assert.equal(signed.s3Path, `s3://parley/${signed.s3PathWithoutBucket}`)
    const { url, url_expires_at, created_by, created_at, updated_at, ...row } = file
    assert.deepEqual(row, {
      id: file.id,
      _id: file.id,
      organization_id: desk.organization.id,
      conversation_id: conversation.id,
      message_id: null,
      s3_key: signed.s3PathWithoutBucket,
      s3_path: signed.s3Path,
      file_name: 'dot.png',
      file_type: 'image/png',
      file_size: PNG.length,
      file_category: 'image',
      state: 'ready',
      deleted_at: null
    })
    const { answer, bytes } = await contentOf(url)
    assert.deepEqual(bytes, PNG)
    assert.equal(answer.headers.get('content-type'), 'image/png')
    assert.match(answer.headers.get('content-disposition') ?? '', /^inline; filename="dot.png"/)
    const got = await service('conversation-files').get(file.id)
    assert.deepEqual({ ...got, url, url_expires_at }, file)
  })

  it('are taken as a form, too', async () => {
    const { post, ...signed } = await sign()
    const form = new FormData()
    for (const [name, value] of Object.entries(post.fields)) form.append(name, value)
    form.append('file', new Blob([PNG]), 'dot.png')
    assert.equal((await fetch(post.url, { method: 'POST', body: form })).status, 204)
    assert.equal((await confirm({ ...signed, post })).state, 'ready')
  })

  it('are the same file, however often they are confirmed', async () => {
    const { signed, file } = await upload()
    const again = await confirm(signed)
    assert.equal(again.id, file.id)
    const query = { $idempotency_key: randomUUID() }
    const once = await service('conversation-files').create({ s3_key: signed.s3PathWithoutBucket }, { query })
    assert.equal(once.id, file.id)
  })

  it('are heard of by those who see the conversation', async () => {
    const colleague = await desk.organization.hire('agent')
    const listener = await socketAs(desk.server.url, { email: colleague.email, password: PASSWORD })
    const heard = new Promise<Record<string, unknown>>(resolve =>
      listener.app.service('conversation-files').once('created', resolve)
    )
    const { file } = await upload()
    const live = await heard
    assert.equal(live['id'], file.id)
    assert.equal(live['url'], `${desk.server.app.house.publicUrl}/conversation-files/${file.id}/content`)
    assert.equal((await desk.events(conversation.id)).at(-1)?.type, 'file.added')
    listener.close()
  })

  it('have an address that stays, and asks who comes', async () => {
    const { file } = await upload()
    const address = `${desk.server.url}/conversation-files/${file.id}/content`
    assert.equal((await fetch(address)).status, 401)
    const { apiKey } = desk.organization.owner
    const sent = await fetch(address, { headers: { 'x-api-key': apiKey }, redirect: 'manual' })
    assert.equal(sent.status, 302)
    assert.equal(sent.headers.get('cache-control'), 'no-store')
    assert.deepEqual((await contentOf(address, { 'x-api-key': apiKey })).bytes, PNG)
    const stranger = `${desk.server.url}/conversation-files/${randomUUID()}/content`
    assert.equal((await fetch(stranger, { headers: { 'x-api-key': apiKey } })).status, 404)
  })

  it('are not there for those who do not see the conversation', async () => {
    const { file } = await upload()
    const rival = await (await import('../support/world.ts')).createOrganization(desk.server, 'Rival')
    const { apiKey } = rival.owner
    const client = await restAs(desk.server.url, { apiKey })
    await assert.rejects(client.app.service('conversation-files').get(file.id), { code: 404 })
    const { data } = await client.app.service('conversation-files').find({ query: {} })
    assert.deepEqual(data, [])
    const address = `${desk.server.url}/conversation-files/${file.id}/content`
    assert.equal((await fetch(address, { headers: { 'x-api-key': apiKey } })).status, 404)
    client.close()
  })

  const say = (more: object) =>
    service('conversation-messages-transform-outgoing-whatsapp').create({
      conversation_id: conversation.id,
      message_type: 'image',
      ...more
    })

  it('become files together with the message that is sent by their key, once', async () => {
    const signed = await sign()
    await put(signed, PNG)
    const about = { file_name: 'dot.png', file_type: 'image/png', file_size: PNG.length }
    const named = { s3_key: signed.s3PathWithoutBucket, s3_path: signed.s3Path, ...about }
    const { media, seq } = await say({ ...named, client_id: 'by-key' })
    assert.deepEqual(
      (await desk.events(conversation.id)).slice(-2).map(each => [each.type, each.seq]),
      [
        ['file.added', seq - 1],
        ['message.queued', seq]
      ]
    )
    const file = await service('conversation-files').get(media[0].file_id)
    assert.deepEqual([file.s3_key, file.state, file.conversation_id], [named.s3_key, 'ready', conversation.id])
    assert.equal((await say({ ...named, client_id: 'by-key' })).seq, seq)
    for (const way of [{ s3_path: named.s3_path }, { media_url: named.s3_key }, { media_url: named.s3_path }]) {
      assert.equal((await say(way)).media[0].file_id, file.id)
    }
    await desk.settle()
  })

  it('become no files where the message is refused', async () => {
    const signed = await sign()
    await put(signed, PNG)
    await desk.change(conversation.id, { blocked: true })
    await assert.rejects(say({ s3_key: signed.s3PathWithoutBucket }), refused('blocked'))
    await desk.change(conversation.id, { blocked: false })
    const { total } = await service('conversation-files').find({
      query: { conversation_id: conversation.id, $sort: { id: -1 }, $limit: 1 }
    })
    const { media } = await say({ s3_key: signed.s3PathWithoutBucket })
    const after = await service('conversation-files').find({ query: { conversation_id: conversation.id } })
    assert.equal(after.total, total + 1)
    assert.equal(media.length, 1)
    await desk.settle()
  })

  it('are not sent where they are not what is said of them', async () => {
    const { signed } = await upload()
    const other = await sign()
    await put(other, PNG)
    await assert.rejects(say({ s3_key: other.s3PathWithoutBucket, file_size: 5 }), refused('file_mismatch'))
    await assert.rejects(say({ s3_key: other.s3PathWithoutBucket, s3_path: signed.s3Path }), refused('file_mismatch'))
    await assert.rejects(say({ s3_path: `s3://elsewhere/${other.s3PathWithoutBucket}` }), refused('unknown_upload'))
    await assert.rejects(say({ s3_key: `${desk.organization.id}/uploads/none/a.png` }), refused('unknown_upload'))
    await assert.rejects(say({ s3_key: (await sign()).s3PathWithoutBucket }), refused('file_missing'))
  })

  it('are refused when they are of no known type, or too large', async () => {
    for (const file_type of ['text/html', 'image/svg+xml', 'application/x-msdownload', 'nonsense'])
      await assert.rejects(sign({ file_type }), refused('file_type_not_allowed'))
    await assert.rejects(sign({ file_size: 17 * 1024 * 1024 }), refused('file_too_large'))
    await assert.rejects(
      sign({ file_type: 'application/pdf', file_size: 101 * 1024 * 1024 }),
      refused('file_too_large')
    )
    await assert.rejects(sign({ type: 'avatar', file_type: 'application/pdf' }), refused('file_type_not_allowed'))
    await assert.rejects(sign({ conversation_id: 999_999_999 }), { code: 404 })
    await assert.rejects(sign({ file_size: 0 }), { code: 400 })
  })

  it('are refused when nothing was uploaded, or under a key that was never signed here', async () => {
    await assert.rejects(confirm(await sign()), refused('file_missing'))
    const key = `${desk.organization.id}/uploads/${randomUUID()}/dot.png`
    const signed = await sign()
    await assert.rejects(confirm({ ...signed, s3PathWithoutBucket: key }), refused('unknown_upload'))
  })

  it('are refused when the bytes are not what they are called', async () => {
    const signed = await sign({ file_size: PAGE.length })
    assert.equal((await put(signed, PAGE)).status, 200)
    await assert.rejects(confirm(signed, { file_size: PAGE.length }), refused('file_mismatch'))
    const { signed: true_ } = await upload()
    await assert.rejects(confirm(true_, { file_size: 5 }), refused('file_mismatch'))
    await assert.rejects(confirm(true_, { file_type: 'image/jpeg' }), refused('file_mismatch'))
    await assert.rejects(confirm(true_, { file_category: 'video' }), refused('file_mismatch'))
  })

  it('take no more bytes, no fewer and no other type than were signed for', async () => {
    const signed = await sign()
    assert.equal((await put(signed, Buffer.concat([PNG, PNG]))).status, 403)
    assert.equal((await put(signed, PNG.subarray(1))).status, 403)
    assert.equal((await put({ ...signed, headers: { 'Content-Type': 'text/html' } }, PNG)).status, 403)
  })

  it('do not change any more once they are confirmed', async () => {
    const { signed, file } = await upload()
    const other = Buffer.alloc(PNG.length, 'x')
    assert.equal((await put(signed, other)).status, 200)
    assert.deepEqual((await contentOf((await service('conversation-files').get(file.id)).url)).bytes, PNG)
  })

  it('are saved, not shown, when they are no picture, sound or film', async () => {
    const words = Buffer.from('<html>only words</html>')
    const about = { file_name: 'note.txt', file_type: 'text/plain', file_size: words.length }
    const signed = await sign(about)
    await put(signed, words)
    const file = await confirm(signed, { ...about, file_category: 'file' })
    const { answer } = await contentOf(file.url)
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; /)
    assert.equal(answer.headers.get('content-type'), 'application/octet-stream')
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(answer.headers.get('content-security-policy'), "default-src 'none'; sandbox")
  })

  let kept: string
  let leftBehind: string

  it('fill the room that an organization has, and no more', async () => {
    kept = (await upload()).file.id
    const abandoned = await sign()
    await put(abandoned, PNG)
    leftBehind = abandoned.s3PathWithoutBucket
    const about = { file_type: 'application/pdf', file_size: 95 * 1024 * 1024 }
    for (let n = 0; n < 3; n++) await sign(about)
    await assert.rejects(sign(about), refused('file_quota_exceeded'))
  })
  it('make room again after a day where nobody has confirmed them, and files stay', async () => {
    assert.ok(await desk.server.app.house.store.head(leftBehind), 'what was never confirmed is there still')

    desk.server.clock.forward({ hours: 25 })
    await desk.settle()

    assert.equal(await desk.server.app.house.store.head(leftBehind), null)
    assert.deepEqual((await contentOf((await service('conversation-files').get(kept)).url)).bytes, PNG)
    await sign({ file_type: 'application/pdf', file_size: 95 * 1024 * 1024 })
  })
})
