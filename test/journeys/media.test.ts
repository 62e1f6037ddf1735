import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { type Desk, openDesk, type ShownMessage } from '../support/desk.ts'
import type { Spoilt } from '../support/graph-api.ts'
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
    const { endpoint, bucket, accessKeyId, secretAccessKey } = s3.address
    desk = await openDesk({
      environment: {
        S3_ENDPOINT: endpoint ?? '',
        S3_BUCKET: bucket,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        S3_FORCE_PATH_STYLE: 'true'
      }
    })
  })
  after(async () => {
    await desk.close()
    await s3.close()
  })

  /** A picture of its own, so that the bytes of two tests differ. */
  function picture(): Buffer {
    return Buffer.concat([PNG, randomBytes(16)])
  }

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
    const url = await listen(stranger)
    const { message: named } = await sends(picture(), { spoilt: { kind: 'foreign', url } })
    const { message: redirected } = await sends(picture(), { spoilt: { kind: 'redirect', to: url } })
    await desk.forward({ minutes: 5 })
    await desk.forward({ minutes: 5 })
    for (const message of [named, redirected]) assert.equal((await desk.again(message)).media[0]?.state, 'failed')
    assert.deepEqual(asked, [])
    stranger.close()
  })

  it('is nobody’s any more when the message was deleted meanwhile', async () => {
    const { message } = await sends(picture(), { spoilt: { kind: 'error', code: 1, status: 500, times: 1 } })
    await desk.client.app.service('conversation-messages-whatsapp').remove(message.id)
    await desk.forward({ minutes: 1 })
    const files = await rows('select 1 from files where message_id = $1', message.id)
    assert.deepEqual([files.length, await jobsOf(message), await objectsOf(message)], [0, 0, 0])
  })
})

async function listen(server: Server): Promise<string> {
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
