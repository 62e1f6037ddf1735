import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { Readable } from 'node:stream'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { categoryOf, insertFile } from '../../src/actions/insert-file.ts'
import { keepBytes } from '../../src/actions/keep-bytes.ts'
import { act } from '../../src/actions/scope.ts'
import { listen } from '../support/clients.ts'
import { type Desk, openDesk, refused, type ShownMessage } from '../support/desk.ts'
import type { Phone, Spoilt } from '../support/graph-api.ts'
import { type S3, startS3 } from '../support/s3.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
)

describe('What customers send as files', () => {
  let desk: Desk
  let s3: S3

  before(async () => {
    s3 = await startS3()
    desk = await openDesk({ environment: settingsOf(s3) })
  })
  after(async () => {
    await desk.close()
    await s3.close()
  })

  /** The customer sends it, and something may be wrong with it. */
  async function sends(bytes: Uint8Array, { type = 'image', mime = 'image/png', more = {}, spoilt }: Sending = {}) {
    const { provider } = desk.number
    const attachment = provider.keepMedia(bytes, mime)
    if (spoilt) provider.spoilMedia(attachment.id, spoilt)
    const { wamid } = await desk.phone().sends(type, { ...attachment, ...more })
    await desk.settle()
    return { message: await desk.messageOf(wamid), id: attachment.id }
  }

  async function bytesOf(message: ShownMessage): Promise<Buffer> {
    const [row] = await desk.server.database.query<{ bucket_key: string }>({
      text: 'select bucket_key from files where id = $1',
      values: [message.media[0]?.file_id]
    })
    const chunks: Buffer[] = []
    for await (const chunk of await desk.server.app.house.store.read(row?.bucket_key ?? '')) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  const rows = (text: string, id: string) => desk.server.database.query({ text, values: [id] })

  const jobsOf = async ({ id }: ShownMessage) =>
    (await rows(`select 1 from jobs where payload ->> 'message_id' = $1`, id)).length

  /** How many tries have left their bytes in the store. */
  async function objectsOf({ id }: ShownMessage): Promise<number> {
    const Prefix = `${desk.organization.id}/media/${id}`
    const { KeyCount } = await s3.client().send(new ListObjectsV2Command({ Bucket: s3.address.bucket, Prefix }))
    return KeyCount ?? 0
  }

  it('is there as soon as the provider has given it', async () => {
    const bytes = picture()
    const { message } = await sends(bytes, { more: { caption: 'Look!' } })
    const [media] = message.media
    assert.deepEqual(media, {
      file_id: media?.file_id,
      url: `${desk.server.app.house.publicUrl}/conversation-files/${media?.file_id}/content`,
      file_name: null,
      file_type: 'image/png',
      file_size: bytes.length,
      category: 'image',
      state: 'ready'
    })
    assert.equal(message.media_url, media?.url)
    assert.deepEqual(await bytesOf(message), bytes)
    const events = await desk.events(message.conversation_id)
    const event = events.at(-1)
    assert.equal(event?.type, 'message.media-ready')
    assert.deepEqual(event.data, { message_id: message.id, index: 0, file_id: media?.file_id, state: 'ready' })
    assert.equal(await jobsOf(message), 0)
  })

  it('is fetched once, however often the provider tells of it', async () => {
    const attachment = desk.number.provider.keepMedia(picture(), 'image/png')
    const { wamid } = await desk.phone().sends('image', attachment, { times: 3 })
    await desk.settle()
    const files = await rows('select 1 from files where message_id = $1', (await desk.messageOf(wamid)).id)
    assert.equal(files.length, 1)
  })

  it('is what its bytes are, not what somebody calls it', async () => {
    const page = Buffer.from('<html><script>steal()</script></html>')
    const { message } = await sends(page, { mime: 'image/png' })
    const [media] = message.media
    assert.deepEqual([media?.state, media?.file_type, media?.category], ['ready', 'application/octet-stream', 'file'])
  })

  it('keeps the name of a document', async () => {
    const { message } = await sends(Buffer.from('%PDF-1.7\n'), {
      type: 'document',
      mime: 'application/pdf',
      more: { filename: '../Offer.pdf' }
    })
    const [media] = message.media
    assert.deepEqual([media?.file_name, media?.file_type, media?.category], ['.._Offer.pdf', 'application/pdf', 'file'])
  })

  it('is asked for anew when the link has run out', async () => {
    const { message } = await sends(picture(), { spoilt: { kind: 'stale', times: 1 } })
    assert.equal(message.media[0]?.state, 'ready')
  })

  it('waits for a provider that cannot give it now', async () => {
    const { message } = await sends(picture(), { spoilt: { kind: 'error', code: 131_016, status: 503, times: 2 } })
    assert.equal(message.media[0]?.state, 'pending')
    await desk.forward({ minutes: 1 })
    assert.equal((await desk.again(message)).media[0]?.state, 'pending')
    await desk.forward({ minutes: 1 })
    assert.equal((await desk.again(message)).media[0]?.state, 'ready')
  })

  it('has run out when the provider does not have it any more', async () => {
    const { provider } = desk.number
    const attachment = provider.keepMedia(picture(), 'image/png')
    provider.forgetMedia(attachment.id)
    const { wamid } = await desk.phone().sends('image', attachment)
    await desk.settle()
    const message = await desk.messageOf(wamid)
    assert.deepEqual([message.media[0]?.state, message.media[0]?.file_id], ['expired', null])
    const event = (await desk.events(message.conversation_id)).at(-1)
    assert.equal(event?.type, 'message.media-lost')
    assert.deepEqual([event.data['state'], await jobsOf(message)], ['expired', 0])
  })

  it('has run out after seven days of trying', async () => {
    const { message } = await sends(picture(), { spoilt: { kind: 'error', code: 190, status: 401 } })
    await desk.forward({ hours: 7 * 24 - 2 })
    assert.equal((await desk.again(message)).media[0]?.state, 'pending')
    await desk.forward({ hours: 3 })
    assert.equal((await desk.again(message)).media[0]?.state, 'expired')
  })

  for (const [what, spoilt] of [
    ['the digest is', { kind: 'bytes', bytes: Buffer.concat([PNG, Buffer.alloc(16, 1)]) }],
    ['the size is', { kind: 'size' }]
  ] as const) {
    it(`is had at another try when ${what} not what was said, and lost when it stays so`, async () => {
      const { message: once } = await sends(picture(), { spoilt: { ...spoilt, times: 1 } })
      const { message: always } = await sends(picture(), { spoilt })
      for (const minutes of [1, 2, 3]) {
        assert.notEqual((await desk.again(always)).media[0]?.state, 'ready')
        await desk.forward({ minutes })
      }
      assert.equal((await desk.again(once)).media[0]?.state, 'ready')
      assert.deepEqual((await desk.again(always)).media[0]?.state, 'failed')
      assert.deepEqual(await objectsOf(once), 1)
      assert.deepEqual(await objectsOf(always), 0)
    })
  }

  it('takes the token nowhere else', async () => {
    const asked: (string | undefined)[] = []
    const stranger = createServer((request, response) => {
      asked.push(request.headers.authorization)
      response.end(PNG)
    })
    const url = await addressOf(stranger)
    const { message: named } = await sends(picture(), { spoilt: { kind: 'foreign', url } })
    const { message: redirected } = await sends(picture(), { spoilt: { kind: 'redirect', to: url } })
    await desk.forward({ minutes: 5 })
    await desk.forward({ minutes: 5 })
    for (const message of [named, redirected]) assert.equal((await desk.again(message)).media[0]?.state, 'failed')
    assert.deepEqual(asked, [])
    stranger.close()
  })

  it('is heard of as a file by those who see the conversation', async () => {
    const heard = listen(desk.client, 'conversation-files', 'created')
    const { message } = await sends(picture())
    await heard.until(1)
    const { media } = await desk.again(message)
    assert.deepEqual(
      heard.heard.map(each => [each['id'], each['message_id'], each['state']]),
      [[media[0]?.file_id, message.id, 'ready']]
    )
  })

  it('goes with its message: out of the list at once, and out of the store after an hour', async () => {
    const { message } = await sends(picture())
    const { media } = await desk.again(message)
    const gone = listen(desk.client, 'conversation-files', 'removed')
    await desk.client.app.service('conversation-messages-whatsapp').remove(message.id)
    await gone.until(1)
    const files = desk.client.app.service('conversation-files')
    assert.equal(gone.heard[0]?.['id'], media[0]?.file_id)
    await assert.rejects(files.get(media[0]?.file_id ?? ''), { code: 404 })
    assert.equal(await objectsOf(message), 1)
    await desk.forward({ minutes: 61 })
    assert.equal(await objectsOf(message), 0)
    assert.deepEqual(await rows('select 1 from files where message_id = $1', message.id), [])
  })

  it('goes with the contact', async () => {
    const { message } = await sends(picture())
    await desk.client.app.service('contacts').remove(message.contact_id)
    await desk.forward({ minutes: 61 })
    assert.equal(await objectsOf(message), 0)
  })

  it('is nobody’s any more when the message was deleted meanwhile', async () => {
    const { message } = await sends(picture(), { spoilt: { kind: 'error', code: 1, status: 500, times: 1 } })
    await desk.client.app.service('conversation-messages-whatsapp').remove(message.id)
    await desk.forward({ minutes: 1 })
    const files = await rows('select 1 from files where message_id = $1', message.id)
    assert.deepEqual([files.length, await jobsOf(message), await objectsOf(message)], [0, 0, 0])
  })
})

describe('What colleagues send as files', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  /** A file of a conversation, as an upload leaves it. */
  async function file(conversation_id: number, bytes: Buffer, file_name: string, type: string): Promise<string> {
    const { house } = desk.server.app
    const { organization } = desk
    const kept = await keepBytes(house, randomUUID(), Readable.from([bytes]), type)
    const category = categoryOf(kept.file_type)
    return act(house, organization.owner.member, scope =>
      insertFile(scope, organization.id, { conversation_id, message_id: null, file_name, category, source: {} }, kept)
    )
  }

  const photo = (id: number, bytes = picture()) => file(id, bytes, 'photo.png', 'image/png')
  const offer = (id: number) => file(id, Buffer.from('%PDF-1.7'), 'Offer.pdf', 'application/pdf')

  async function meet() {
    const phone = desk.phone()
    return { phone, id: (await desk.meet(phone)).id }
  }

  const kinds = (phone: Phone) => phone.inbox.map(each => [each.type, each.text])

  it('brings a picture with its caption to the phone', async () => {
    const { phone, id } = await meet()
    const bytes = picture()
    const conversation_file_id = await photo(id, bytes)
    const message = await desk.send(id, { message_type: 'image', message_text: 'Look!', conversation_file_id })
    await desk.settle()

    assert.deepEqual(kinds(phone), [['image', 'Look!']])
    const [taken] = phone.inbox
    assert.ok(taken)
    assert.deepEqual(await desk.number.provider.fetchMedia(taken), { bytes, type: 'image/png' })
    assert.deepEqual(message.media, [
      {
        file_id: conversation_file_id,
        url: `${desk.server.app.house.publicUrl}/conversation-files/${conversation_file_id}/content`,
        file_name: 'photo.png',
        file_type: 'image/png',
        file_size: bytes.length,
        category: 'image',
        state: 'ready'
      }
    ])
    assert.equal((await desk.again(message)).status, 'sent')
  })

  it('brings one text with two files as three, in order', async () => {
    const { phone, id } = await meet()
    const files = [{ conversation_file_id: await photo(id) }, { conversation_file_id: await offer(id) }]
    await desk.send(id, { message_type: 'text', message_text: 'Both of them', files })
    await desk.settle()
    assert.deepEqual(kinds(phone), [
      ['text', 'Both of them'],
      ['image', undefined],
      ['document', undefined]
    ])
    assert.deepEqual(Object.keys(phone.inbox[2]?.body['document'] ?? {}), ['filename', 'link'])
  })

  it('sends none of them twice when another fails', async () => {
    const { phone, id } = await meet()
    const files = [{ conversation_file_id: await photo(id) }, { conversation_file_id: await offer(id) }]
    const message = await desk.send(id, { message_type: 'text', message_text: 'Both of them', files })
    await desk.server.database.query({
      text: 'update files set deleted_at = now() where id = $1',
      values: [files[0]?.conversation_file_id]
    })
    await desk.settle()
    assert.deepEqual(kinds(phone).flat(), ['text', 'Both of them', 'document', undefined])
    const { status, error } = await desk.again(message)
    assert.equal(status, 'failed')
    assert.match(error?.message ?? '', /link/)
  })

  it('keeps a file that another message shows as well, until the last of them goes', async () => {
    const { id } = await meet()
    const conversation_file_id = await photo(id)
    const sent = []
    for (let n = 0; n < 2; n++) sent.push(await desk.send(id, { message_type: 'image', conversation_file_id }))
    await desk.settle()
    const states: boolean[] = []
    for (const message of sent) {
      await desk.client.app.service('conversation-messages-whatsapp').remove(message.id)
      const { total } = await desk.client.app
        .service('conversation-files')
        .find({ query: { id: conversation_file_id } })
      states.push(total === 1)
    }
    assert.deepEqual(states, [true, false])
  })

  it('takes a file of ours by its address', async () => {
    const { phone, id } = await meet()
    const media_url = `${desk.server.app.house.publicUrl}/conversation-files/${await offer(id)}/content`
    await desk.send(id, { message_type: 'document', message_text: 'Our offer', media_url })
    await desk.settle()
    assert.deepEqual(kinds(phone), [['document', 'Our offer']])
  })

  it('takes anybody’s file by its address, and keeps it', async () => {
    const bytes = picture()
    const shop = createServer((_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(bytes))
    const { phone, id } = await meet()
    const message = await desk.send(id, { message_type: 'image', media_url: `${await addressOf(shop)}/caf%C3%A9.png` })
    shop.close()
    await desk.settle()
    assert.deepEqual(
      message.media.map(each => [each.file_name, each.file_size, each.state]),
      [['café.png', bytes.length, 'ready']]
    )
    const [taken] = phone.inbox
    assert.ok(taken)
    assert.deepEqual((await desk.number.provider.fetchMedia(taken)).bytes, bytes)
  })

  it('fetches nothing from where it may not go, and says no more than that', async () => {
    const { id } = await meet()
    let asked = 0
    const hidden = createServer((_, response) => response.writeHead(302, { location: '/' }).end(String(++asked)))
    const url = await addressOf(hidden)
    for (const media_url of [url, 'http://10.0.0.1/a.png', 'http://169.254.169.254/latest', 'https://no.invalid/a']) {
      await assert.rejects(
        desk.send(id, { message_type: 'image', media_url }),
        refused('media_unreachable', /^The file at media_url cannot be fetched/)
      )
    }
    hidden.close()
    assert.equal(asked, 1)
  })

  it('fetches nothing for whoever may not speak there', async () => {
    let asked = 0
    const shop = createServer((_, response) => response.end(String(++asked)))
    const media_url = await addressOf(shop)
    await assert.rejects(desk.send(2 ** 40, { message_type: 'image', media_url }), { code: 404 })
    shop.close()
    assert.equal(asked, 0)
  })

  it('refuses a file of another conversation, and one that is not there', async () => {
    const { id } = await meet()
    const { id: other } = await meet()
    for (const conversation_file_id of [await photo(other), randomUUID()]) {
      await assert.rejects(desk.send(id, { message_type: 'image', conversation_file_id }), refused('unknown_reference'))
    }
  })

  it('names the limit that a file breaks before anything is sent', async () => {
    const { phone, id } = await meet()
    const large = await photo(id, Buffer.concat([PNG, Buffer.alloc(5 * 2 ** 20)]))
    await assert.rejects(
      desk.send(id, { message_type: 'image', conversation_file_id: large }),
      refused('not_possible', /^A picture may have 5 MB\.$/)
    )
    await assert.rejects(
      desk.send(id, { message_type: 'video', conversation_file_id: await photo(id) }),
      refused('not_possible', /^A video may be video\/mp4, video\/3gpp; this file is image\/png\.$/)
    )
    await assert.rejects(desk.send(id, { message_type: 'audio' }), refused('not_possible', /needs a file/))
    await desk.settle()
    assert.equal(phone.inbox.length, 0)
  })

  it('shows what the provider could not do with a file', async () => {
    const { phone, id } = await meet()
    for (const code of [131_052, 131_053]) {
      const message = await desk.send(id, { message_type: 'image', conversation_file_id: await photo(id) })
      await desk.settle()
      await phone.fails(phone.inbox.at(-1)?.wamid ?? '', code)
      await desk.settle()
      const { status, error } = await desk.again(message)
      assert.deepEqual([status, error?.code, error?.provider_code], ['failed', 'media', String(code)])
    }
  })
})

/** A picture of its own, so that the bytes of two tests differ. */
function picture(): Buffer {
  return Buffer.concat([PNG, randomBytes(16)])
}

function settingsOf({ address }: S3): Record<string, string> {
  return {
    S3_ENDPOINT: address.endpoint ?? '',
    S3_BUCKET: address.bucket,
    AWS_ACCESS_KEY_ID: address.accessKeyId,
    AWS_SECRET_ACCESS_KEY: address.secretAccessKey,
    S3_FORCE_PATH_STYLE: 'true'
  }
}

async function addressOf(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/stolen`
}

interface Sending {
  readonly type?: string
  readonly mime?: string
  readonly more?: object
  readonly spoilt?: Spoilt
}
