import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { type S3, startS3 } from '../../../test/support/s3.ts'
import { createObjectStore, NoSuchObject, type ObjectStore, ObjectStoreUnavailable } from './index.ts'

describe('The object store', () => {
  let s3: S3
  let store: ObjectStore

  before(async () => {
    s3 = await startS3()
    store = createObjectStore({ address: () => s3.address })
  })
  after(async () => {
    assert.deepEqual(s3.errors, [])
    await s3.close()
  })

  it('gives back what was put, whole or a piece, and says what it is', async () => {
    await store.put('a', Buffer.from('0123456789'), { contentType: 'text/plain' })
    assert.deepEqual(await store.head('a'), { size: 10, content_type: 'text/plain' })
    assert.equal(await text(await store.read('a')), '0123456789')
    assert.equal(await text(await store.read('a', { from: 2, to: 4 })), '234')
  })

  it('says of what is not there that it is not there', async () => {
    assert.equal(await store.head('never'), null)
    await assert.rejects(store.read('never'), NoSuchObject)
    await store.remove(['never'])
  })

  it('takes streams of known and of unknown length, short, empty and longer than a part', async () => {
    for (const size of [0, 10, 8 * 1024 * 1024, 20 * 1024 * 1024]) {
      const bytes = randomBytes(size)
      await store.put('stream', Readable.from([bytes.subarray(0, size / 2), bytes.subarray(size / 2)]), {
        contentType: 'video/mp4'
      })
      assert.ok(bytes.equals(await buffer(await store.read('stream'))), `${size} bytes`)
    }
    await store.put('known', Readable.from([Buffer.from('abc')]), { contentType: 'a/b', contentLength: 3 })
    assert.equal(await text(await store.read('known')), 'abc')
  })

  it('leaves nothing of a stream that breaks', async () => {
    const broken = Readable.from(
      (async function* () {
        yield randomBytes(9 * 1024 * 1024)
        throw new Error('the line broke')
      })()
    )
    await assert.rejects(store.put('half', broken, { contentType: 'a/b' }))
    assert.equal(await store.head('half'), null)
  })

  it('copies within itself and removes many', async () => {
    await store.put('from', Buffer.from('x'), { contentType: 'image/png' })
    await store.copy('from', 'to', 'image/webp')
    assert.deepEqual(await store.head('to'), { size: 1, content_type: 'image/webp' })
    await assert.rejects(store.copy('never', 'to', 'image/png'), NoSuchObject)
    await store.remove(['from', 'to', 'never'])
    assert.deepEqual([await store.head('from'), await store.head('to')], [null, null])
  })

  it('signs uploads that take exactly the bytes they are for', async () => {
    const upload = { key: 'up', contentType: 'image/png', contentLength: 3, seconds: 60 }
    const { url, headers } = await store.signUpload(upload)
    const put = (body: string, more = {}) => fetch(url, { method: 'PUT', body, headers: { ...headers, ...more } })
    assert.equal((await put('abcd')).status, 403)
    assert.equal((await put('abc', { 'Content-Type': 'text/html' })).status, 403)
    assert.equal((await put('abc')).status, 200)
    assert.deepEqual(await store.head('up'), { size: 3, content_type: 'image/png' })
  })

  it('signs forms that take exactly the bytes they are for', async () => {
    const { url, fields } = await store.signPost({ key: 'form', contentType: 'a/b', contentLength: 3, seconds: 60 })
    const post = (body: string) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      form.append('file', new Blob([body]))
      return fetch(url, { method: 'POST', body: form })
    }
    assert.equal((await post('ab')).status, 400)
    assert.equal((await post('abcd')).status, 400)
    assert.equal((await post('abc')).status, 204)
    assert.deepEqual(await store.head('form'), { size: 3, content_type: 'a/b' })
  })

  it('signs links under a name and a type, and knows where they begin', async () => {
    await store.put('b', Buffer.from('x'), { contentType: 'text/html' })
    const link = { key: 'b', fileName: 'für dich.html', contentType: 'application/octet-stream', seconds: 60 }
    const url = await store.signDownload({ ...link, inline: false })
    const answer = await fetch(url)
    assert.equal(answer.headers.get('content-type'), 'application/octet-stream')
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="f_r dich.html"/)
    assert.equal(await store.publicOrigin(), new URL(url).origin)
  })

  it('refuses to work inside a transaction', async () => {
    const careful = createObjectStore({ address: () => s3.address, isInsideTransaction: () => true })
    await assert.rejects(careful.head('a'), /inside a database transaction/)
  })

  it('says so when nobody answers, and does not remember it', async () => {
    const lost = createObjectStore({ address: () => ({ ...s3.address, endpoint: 'http://127.0.0.1:1' }) })
    await assert.rejects(lost.head('a'), ObjectStoreUnavailable)
    let tries = 0
    const late = createObjectStore({
      address: () => {
        if (tries++ === 0) throw new ObjectStoreUnavailable('not yet')
        return s3.address
      }
    })
    await assert.rejects(late.head('a'), ObjectStoreUnavailable)
    assert.notEqual(await late.head('a'), null)
  })
})
