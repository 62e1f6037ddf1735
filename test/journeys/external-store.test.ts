import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { type Desk, openDesk, refused } from '../support/desk.ts'
import { type S3, startS3 } from '../support/s3.ts'
import { PNG } from '../support/uploads.ts'

describe('Files in a store of somebody else', () => {
  let s3: S3
  let desk: Desk
  let id: number

  before(async () => {
    s3 = await startS3({ bucket: 'elsewhere', mount: '' })
    desk = await openDesk({
      environment: {
        S3_ENDPOINT: s3.address.endpoint ?? '',
        S3_BUCKET: s3.address.bucket,
        AWS_ACCESS_KEY_ID: s3.address.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.address.secretAccessKey,
        S3_FORCE_PATH_STYLE: 'true',
        FILE_QUOTA_MB: '20'
      }
    })
    ;({ id } = await desk.meet(desk.phone()))
  })
  after(async () => {
    await desk.close()
    await s3.close()
  })

  const service = (path: string) => desk.client.app.service(path)
  const sign = (more: object = {}) =>
    service('s3-url-signing').create({ file_name: 'dot.png', file_type: 'image/png', file_size: PNG.length, ...more })
  async function upload(more: object = {}) {
    const signed = await sign(more)
    const { status } = await fetch(signed.url, { method: 'PUT', headers: signed.headers, body: PNG })
    assert.equal(status, 200)
    return { signed, file: await service('conversation-files').create({ s3_key: signed.s3PathWithoutBucket }) }
  }

  it('are signed for there, confirmed, sent and read, and none lies here', async () => {
    const { signed, file } = await upload({ type: 'conversation-file', conversation_id: id })
    assert.ok(signed.url.startsWith(`${s3.address.endpoint}/elsewhere/`), signed.url)
    assert.match(signed.s3Path, /^s3:\/\/elsewhere\//)
    const sent = await desk.send(id, { message_type: 'image', conversation_file_id: file.id })
    await desk.settle()
    assert.equal((await desk.again(sent)).status, 'sent')
    const read = await fetch((await service('conversation-files').get(file.id)).url)
    assert.deepEqual(Buffer.from(await read.arrayBuffer()), PNG)
    assert.deepEqual(await readdir(join(desk.server.dataDir, 'files')).catch(() => []), [])
    assert.deepEqual(s3.errors, [])
  })

  it('take what customers send', async () => {
    const phone = desk.phone()
    const image = desk.number.provider.keepMedia(PNG, 'image/png')
    await phone.says('Look')
    const { wamid } = await phone.sends('image', image)
    await desk.settle()
    const [media] = (await desk.messageOf(wamid)).media
    assert.equal(media?.state, 'ready')
    const { url } = await service('conversation-files').get(media?.file_id ?? '')
    assert.ok(String(url).startsWith(s3.address.endpoint ?? '?'))
    assert.deepEqual(Buffer.from(await (await fetch(url)).arrayBuffer()), PNG)
  })

  for (const type of ['predefined-message', 'avatar']) {
    it(`for ${type} belong to no conversation, and everybody may have them`, async () => {
      await assert.rejects(sign({ type, conversation_id: id }), refused('not_possible', /belongs to no conversation/))
      const { file } = await upload({ type })
      assert.equal(file.conversation_id, null)
    })
  }

  it('for an avatar are pictures', async () => {
    const pdf = { type: 'avatar', file_name: 'a.pdf', file_type: 'application/pdf' }
    await assert.rejects(sign(pdf), refused('file_type_not_allowed'))
    await assert.rejects(sign({ type: 'avatar', file_size: 6 * 1024 * 1024 }), refused('file_too_large'))
  })

  it('share the last room fairly: of many who ask at once, only as many as fit', async () => {
    const about = { file_name: 'a.pdf', file_type: 'application/pdf', file_size: 6 * 1024 * 1024 }
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => sign(about)))
    const refusals = asked.flatMap(each => (each.status === 'rejected' ? [each.reason] : []))
    assert.equal(asked.length - refusals.length, 3)
    for (const error of refusals) assert.ok(refused('file_quota_exceeded')(error))
  })

  it('leave nothing behind where there was no room for what a link leads to', async () => {
    const shop = createServer((_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(PNG))
    await new Promise<void>(resolve => shop.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = Object(shop.address())
      const picture = { message_type: 'image', media_url: `http://127.0.0.1:${port}/a.png` }
      assert.equal((await desk.send(id, picture)).media[0]?.state, 'ready')
      await sign({ file_name: 'a.zip', file_type: 'application/zip', file_size: 2 * 1024 * 1024 - 4_096 })
      const tiny = { file_name: 'a.txt', file_type: 'text/plain' }
      for (let file_size = 2_048; file_size >= 1; file_size /= 2) await sign({ ...tiny, file_size }).catch(() => null)
      await assert.rejects(desk.send(id, picture), refused('file_quota_exceeded'))
    } finally {
      shop.closeAllConnections()
      await new Promise(resolve => shop.close(resolve))
    }
    assert.equal(await countLinked(), 2)
    desk.server.clock.forward({ hours: 25 })
    await desk.settle()
    assert.equal(await countLinked(), 1)
  })

  async function countLinked(): Promise<number> {
    const listing = { Bucket: 'elsewhere', Prefix: `${desk.organization.id}/linked/` }
    return (await s3.client().send(new ListObjectsV2Command(listing))).KeyCount ?? 0
  }

  it('are swept when nobody has confirmed them for a day', async () => {
    desk.server.clock.forward({ hours: 25 })
    await desk.settle()
    const signed = await sign()
    await fetch(signed.url, { method: 'PUT', headers: signed.headers, body: PNG })
    const { store } = desk.server.app.house
    assert.ok(await store.head(signed.s3PathWithoutBucket))
    desk.server.clock.forward({ hours: 25 })
    await desk.settle()
    assert.equal(await store.head(signed.s3PathWithoutBucket), null)
  })
})
