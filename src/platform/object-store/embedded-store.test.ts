import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { startS3 } from '../../../test/support/s3.ts'
import { startServer, type TestServer } from '../../../test/support/server.ts'

describe('A server without an S3 of its own', () => {
  let server: TestServer
  before(async () => {
    server = await startServer()
  })
  after(() => server.stop())

  it('keeps files on its disk and serves them by signed links', async () => {
    const { store } = server.app.house
    await store.put('a', Buffer.from('hello'), { contentType: 'text/plain' })
    const link = await store.signDownload({
      key: 'a',
      fileName: 'a',
      contentType: 'text/plain',
      inline: false,
      seconds: 60
    })
    assert.equal(new URL(link).origin, server.url)
    assert.equal(await (await fetch(link)).text(), 'hello')
    assert.equal((await fetch(link.split('?')[0] ?? '')).status, 403)
  })

  it('shares them with the processes beside it', async () => {
    const other = await startServer({ beside: server })
    assert.equal(await text(await other.app.house.store.read('a')), 'hello')
    await other.stop()
  })

  it('does without it where another S3 is set', async () => {
    const s3 = await startS3({ mount: '' })
    const { endpoint, bucket, accessKeyId, secretAccessKey } = s3.address
    const outside = await startServer({
      environment: {
        S3_ENDPOINT: endpoint ?? '',
        S3_BUCKET: bucket,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        S3_FORCE_PATH_STYLE: 'true'
      }
    })
    await outside.app.house.store.put('b', Buffer.from('far'), { contentType: 'text/plain' })
    assert.equal(await text(await outside.app.house.store.read('b')), 'far')
    assert.equal((await fetch(`${outside.url}/s3/parley/b`)).status, 404)
    await outside.stop()
    await s3.close()
  })
})
