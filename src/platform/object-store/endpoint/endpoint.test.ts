import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutObjectCommand,
  type S3Client
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { MOST_BYTES, type S3, startS3 } from '../../../../test/support/s3.ts'

const Bucket = 'files'

for (const checksums of ['WHEN_REQUIRED', 'WHEN_SUPPORTED'] as const) {
  describe(`Our S3, as the SDK speaks to it with checksums ${checksums}`, () => {
    let s3: S3
    let client: S3Client

    before(async () => {
      s3 = await startS3()
      client = s3.client({ requestChecksumCalculation: checksums, responseChecksumValidation: checksums })
    })
    after(async () => {
      assert.deepEqual(s3.errors, [])
      await s3.close()
    })

    const put = (Key: string, Body: string | Buffer, more = {}) =>
      client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
    const read = async (Key: string, more = {}) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...more }))
      return Buffer.from((await Body?.transformToByteArray()) ?? [])
    }

    it('makes buckets, and knows which there are', async () => {
      await assert.rejects(client.send(new HeadBucketCommand({ Bucket: 'another' })), { name: 'NotFound' })
      await client.send(new CreateBucketCommand({ Bucket: 'another' }))
      await client.send(new HeadBucketCommand({ Bucket: 'another' }))
      await client.send(new HeadBucketCommand({ Bucket }))
    })

    it('keeps bytes, type, name and metadata as they came', async () => {
      const bytes = randomBytes(70_000)
      await put('folder/a b+ü&<>.bin', bytes, {
        ContentType: 'image/png',
        ContentDisposition: 'attachment',
        Metadata: { shade: 'blue' }
      })
      const { Metadata, ...head } = await client.send(new HeadObjectCommand({ Bucket, Key: 'folder/a b+ü&<>.bin' }))
      assert.deepEqual(await read('folder/a b+ü&<>.bin'), bytes)
      assert.deepEqual(
        [head.ContentLength, head.ContentType, head.ContentDisposition],
        [70_000, 'image/png', 'attachment']
      )
      assert.deepEqual(Metadata, { shade: 'blue' })
    })

    it('takes a stream whose checksum comes behind it', async () => {
      const bytes = randomBytes(70_000)
      const Body = Readable.from([bytes.subarray(0, 30_000), bytes.subarray(30_000)])
      await client.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: bytes.length }))
      assert.deepEqual(await read('stream'), bytes)
    })

    it('keeps an object of no bytes', async () => {
      await put('empty', '')
      assert.equal((await read('empty')).length, 0)
    })

    it('reads pieces, from the front, to the end and from behind', async () => {
      await put('digits', '0123456789')
      assert.equal(String(await read('digits', { Range: 'bytes=2-4' })), '234')
      assert.equal(String(await read('digits', { Range: 'bytes=7-' })), '789')
      assert.equal(String(await read('digits', { Range: 'bytes=-3' })), '789')
      assert.equal(String(await read('digits', { Range: 'bytes=5-99' })), '56789')
      await assert.rejects(read('digits', { Range: 'bytes=10-' }), { name: 'InvalidRange' })
    })

    it('copies, replaces and removes', async () => {
      await put('original', 'first', { ContentType: 'text/plain' })
      await client.send(new CopyObjectCommand({ Bucket, Key: 'the copy', CopySource: `${Bucket}/original` }))
      await put('original', 'second')
      assert.deepEqual([String(await read('the copy')), String(await read('original'))], ['first', 'second'])
      await client.send(new DeleteObjectCommand({ Bucket, Key: 'original' }))
      await assert.rejects(read('original'), { name: 'NoSuchKey' })
      await assert.rejects(client.send(new HeadObjectCommand({ Bucket, Key: 'original' })), { name: 'NotFound' })
      assert.equal(String(await read('the copy')), 'first')
    })

    it('lists page by page, and folders as one line each', async () => {
      const keys = ['l/a', 'l/b/1', 'l/b/2', 'l/c', 'l/d/1', 'l/é']
      for (const key of keys) await put(key, key)
      const found: string[] = []
      let ContinuationToken: string | undefined
      do {
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix: 'l/',
            MaxKeys: 4,
            ...(ContinuationToken && { ContinuationToken })
          })
        )
        found.push(...(page.Contents ?? []).map(each => each.Key ?? ''))
        ContinuationToken = page.NextContinuationToken
      } while (ContinuationToken)
      assert.deepEqual(found, keys)
      const folders = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'l/', Delimiter: '/' }))
      assert.deepEqual(folders.CommonPrefixes, [{ Prefix: 'l/b/' }, { Prefix: 'l/d/' }])
      assert.deepEqual(
        folders.Contents?.map(each => each.Key),
        ['l/a', 'l/c', 'l/é']
      )
    })

    it('removes many at once', async () => {
      for (const key of ['m/1', 'm/<2>&']) await put(key, key)
      const Objects = [{ Key: 'm/1' }, { Key: 'm/<2>&' }, { Key: 'm/never' }]
      await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
      assert.equal((await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'm/' }))).KeyCount, 0)
    })

    it('puts parts together', async () => {
      const bytes = randomBytes(11 * 1024 * 1024)
      const params = { Bucket, Key: 'big', Body: Readable.from(bytes, { objectMode: false }), ContentType: 'video/mp4' }
      const { ETag } = await new Upload({ client, params }).done()
      assert.match(String(ETag), /-3"$/)
      assert.ok(bytes.equals(await read('big')))
      assert.equal((await client.send(new HeadObjectCommand({ Bucket, Key: 'big' }))).ContentType, 'video/mp4')
    })

    it('serves links, under the name and type they were signed with, and harmless', async () => {
      await put('page', '<script>alert(1)</script>', { ContentType: 'text/html' })
      const command = new GetObjectCommand({
        Bucket,
        Key: 'page',
        ResponseContentDisposition: 'attachment; filename="x.html"',
        ResponseContentType: 'application/octet-stream'
      })
      const answer = await fetch(await getSignedUrl(client, command))
      assert.equal(await answer.text(), '<script>alert(1)</script>')
      assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="x.html"')
      assert.equal(answer.headers.get('content-type'), 'application/octet-stream')
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
      assert.equal(answer.headers.get('content-security-policy'), "default-src 'none'; sandbox")
      const head = await getSignedUrl(client, new HeadObjectCommand({ Bucket, Key: 'page' }))
      assert.equal((await fetch(head, { method: 'HEAD' })).headers.get('content-length'), '25')
    })

    it('takes an upload by a link that binds type and length', async () => {
      const quiet = s3.client({ requestChecksumCalculation: 'WHEN_REQUIRED' })
      const command = new PutObjectCommand({ Bucket, Key: 'up', ContentType: 'image/png', ContentLength: 5 })
      const url = await getSignedUrl(quiet, command, { signableHeaders: new Set(['content-type', 'content-length']) })
      const send = (body: string, type: string) =>
        fetch(url, { method: 'PUT', body, headers: { 'Content-Type': type } }).then(answer => answer.status)
      assert.equal(await send('12345', 'image/jpeg'), 403)
      assert.equal(await send('123456', 'image/png'), 403)
      assert.equal(await send('12345', 'image/png'), 200)
      assert.equal(String(await read('up')), '12345')
    })

    it('takes a form that keeps to its policy, and no other', async () => {
      const form = await createPresignedPost(client, {
        Bucket,
        Key: 'form',
        Fields: { 'Content-Type': 'text/plain' },
        Conditions: [['content-length-range', 1, 10]]
      })
      const post = (body: string, change: Record<string, string> = {}) => {
        const data = new FormData()
        for (const [name, value] of Object.entries({ ...form.fields, ...change })) data.append(name, value)
        data.append('file', new Blob([body]), 'a.txt')
        return fetch(form.url, { method: 'POST', body: data }).then(async answer => [
          answer.status,
          codeIn(await answer.text())
        ])
      }
      assert.deepEqual(await post('more than ten bytes'), [400, 'EntityTooLarge'])
      assert.deepEqual(await post(''), [400, 'EntityTooSmall'])
      assert.deepEqual(await post('hello', { 'Content-Type': 'text/html' }), [403, 'AccessDenied'])
      assert.deepEqual(await post('hello', { key: 'another' }), [403, 'AccessDenied'])
      assert.deepEqual(await post('hello', { 'x-amz-meta-more': '1' }), [403, 'AccessDenied'])
      assert.deepEqual(await post('hello', { 'X-Amz-Signature': '0'.repeat(64) }), [403, 'SignatureDoesNotMatch'])
      assert.deepEqual(await post('hello'), [204, ''])
      assert.equal(String(await read('form')), 'hello')
    })

    it('lets pages of allowed origins in, and those a bucket names', async () => {
      const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'digits' }))
      const ask = (origin: string) =>
        fetch(url, { method: 'OPTIONS', headers: { Origin: origin, 'Access-Control-Request-Method': 'PUT' } })
      assert.equal((await ask('https://inbox.example.org')).status, 204)
      assert.equal((await ask('https://elsewhere.example.org')).status, 403)
      const CORSRules = [{ AllowedOrigins: ['https://elsewhere.example.org'], AllowedMethods: ['GET'] }]
      await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }))
      assert.equal((await ask('https://elsewhere.example.org')).status, 204)
      const answer = await fetch(url, { headers: { Origin: 'https://inbox.example.org' } })
      assert.equal(answer.headers.get('access-control-allow-origin'), 'https://inbox.example.org')
    })

    it('takes no object above its limit', async () => {
      await assert.rejects(put('huge', Buffer.alloc(MOST_BYTES + 1)), { name: 'EntityTooLarge' })
    })
  })
}

function codeIn(xml: string): string {
  return /<Code>(\w+)</.exec(xml)?.[1] ?? ''
}

describe('What a crash or a dead client leaves in our S3', () => {
  it('is swept after a day, and nothing else is', async () => {
    const s3 = await startS3()
    const client = s3.client()
    const { CreateMultipartUploadCommand, UploadPartCommand } = await import('@aws-sdk/client-s3')
    await client.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'kept' }))
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'dead' }))
    await client.send(new UploadPartCommand({ Bucket, Key: 'dead', UploadId, PartNumber: 1, Body: 'x' }))
    assert.equal(await s3.endpoint.sweep(), 0)
    s3.now = new Date(Date.now() + 25 * 3_600_000)
    assert.equal(await s3.endpoint.sweep(), 1)
    s3.now = null
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'kept' }))
    assert.ok(Body instanceof Readable)
    assert.equal(await text(Body), 'kept')
    await s3.close()
  })
})
