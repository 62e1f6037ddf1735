import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { type S3, startS3 } from '../../../../test/support/s3.ts'

const Bucket = 'files'

describe('Whoever has no right in our S3', () => {
  let s3: S3

  before(async () => {
    s3 = await startS3()
    await s3.client().send(new PutObjectCommand({ Bucket, Key: 'secret', Body: 'secret' }))
    await s3.client().send(new PutObjectCommand({ Bucket, Key: 'other', Body: 'other' }))
  })
  after(async () => {
    assert.deepEqual(s3.errors, [])
    await s3.close()
  })

  const at = (path: string) => `${s3.address.endpoint}${path}`
  const link = (Key: string, expiresIn = 60) =>
    getSignedUrl(s3.client(), new GetObjectCommand({ Bucket, Key }), { expiresIn })
  const uploadLink = (Key: string, signed: string[] = []) =>
    getSignedUrl(
      s3.client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
      new PutObjectCommand({ Bucket, Key, ContentLength: 3, ContentType: 'text/plain' }),
      { signableHeaders: new Set(signed) }
    )
  const status = async (url: string, init?: RequestInit) => (await fetch(url, init)).status

  it('is refused without a signature, whatever is asked', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'DELETE']) {
      for (const path of ['/files/secret', '/files/never', '/files', '/unknown', '/files?list-type=2', '/files?cors']) {
        assert.equal(await status(at(path), { method }), 403, `${method} ${path}`)
      }
    }
  })

  it('is refused with a changed signature, key, method, expiry or further parameter', async () => {
    const url = await link('secret')
    assert.equal(await status(url), 200)
    assert.equal(await status(url.replace(/Signature=./, 'Signature=g')), 403)
    assert.equal(await status(url.replace('/secret', '/other')), 403)
    assert.equal(await status(url, { method: 'DELETE' }), 403)
    assert.equal(await status(url, { method: 'PUT', body: 'x' }), 403)
    assert.equal(await status(url.replace('Expires=60', 'Expires=6000')), 403)
    assert.equal(await status(`${url}&response-content-type=text/html`), 403)
    assert.equal(await status(`${url}&X-Amz-Expires=1`), 400)
  })

  it('is refused with another secret or another key, in headers and in links', async () => {
    const wrong = s3.client({ credentials: { accessKeyId: 'test-key', secretAccessKey: 'guessed' } })
    const unknown = s3.client({ credentials: { accessKeyId: 'unknown', secretAccessKey: 'test-secret' } })
    const command = new GetObjectCommand({ Bucket, Key: 'secret' })
    await assert.rejects(wrong.send(command), { name: 'SignatureDoesNotMatch' })
    await assert.rejects(unknown.send(command), { name: 'InvalidAccessKeyId' })
    assert.equal(await status(await getSignedUrl(wrong, command)), 403)
    assert.equal(await status(await getSignedUrl(s3.client({ region: 'eu-west-1' }), command)), 400)
  })

  it('is refused once the time is over, and before it begins', async () => {
    const url = await link('secret', 10)
    s3.now = new Date(Date.now() + 12_000)
    assert.equal(await status(url), 403)
    s3.now = new Date(Date.now() - 16 * 60_000)
    assert.equal(await status(url), 403)
    await assert.rejects(s3.client().send(new GetObjectCommand({ Bucket, Key: 'secret' })), {
      name: 'RequestTimeTooSkewed'
    })
    s3.now = null
    assert.equal(
      await status(await link('secret', 604_801).catch(() => url.replace('Expires=10', 'Expires=604801'))),
      400
    )
  })

  it('cannot slip unsigned instructions into a signed request', async () => {
    const url = await uploadLink('mine')
    const put = (headers: Record<string, string>) => status(url, { method: 'PUT', body: 'abc', headers })
    assert.equal(await put({ 'x-amz-copy-source': '/files/secret' }), 403)
    assert.equal(await put({ 'x-amz-meta-a': 'b' }), 403)
    assert.equal(await put({}), 200)
  })

  it('leads no key out of the directory, and mixes up no keys that look alike', async () => {
    const client = s3.client()
    const keys = [
      '../../../etc/x',
      'a//b',
      'a/b',
      'A/b',
      '.',
      '..',
      'a/./b',
      'x'.repeat(1_000),
      'é',
      'e\u0301',
      '%2e%2e',
      '\u0001'
    ]
    for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
    for (const Key of keys) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      assert.equal(await Body?.transformToString(), Key)
    }
    assert.deepEqual(await readdir(s3.directory), ['files'])
    await assert.rejects(client.send(new PutObjectCommand({ Bucket, Key: 'x'.repeat(1_025), Body: '' })), {
      name: 'KeyTooLongError'
    })
    await assert.rejects(client.send(new PutObjectCommand({ Bucket: '..', Key: 'x', Body: '' })))
  })

  it('writes nothing with bytes other than promised', async () => {
    const client = s3.client()
    const write = (more: object) =>
      client.send(new PutObjectCommand({ Bucket, Key: 'secret', Body: 'changed', ...more }))
    await assert.rejects(write({ ChecksumSHA256: Buffer.alloc(32).toString('base64') }), { name: 'BadDigest' })
    await assert.rejects(write({ ContentMD5: Buffer.alloc(16).toString('base64') }), { name: 'BadDigest' })
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'secret' }))
    assert.equal(await Body?.transformToString(), 'secret')
  })

  it('writes nothing when the line breaks in the middle', async () => {
    const url = new URL(await uploadLink('broken', ['content-length']))
    const socket = connect(Number(url.port), url.hostname)
    socket.on('error', () => {})
    socket.write(`PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: 3\r\n\r\nab`)
    const closed = new Promise(resolve => socket.once('close', resolve))
    // Another request has gone through, so this one has been seen.
    assert.equal(await status(await link('other')), 200)
    socket.destroy()
    await closed
    assert.equal(await status(await link('broken')), 404)
  })

  it('turns no link into an instruction that it was not signed for', async () => {
    const url = await uploadLink('mine')
    assert.equal(await status(`${url}&acl`, { method: 'PUT', body: 'abc' }), 501)
    assert.equal(await status(`${url}&uploads`, { method: 'PUT', body: 'abc' }), 403)
    assert.equal(await status(at('/files/%zz')), 400)
  })
})
