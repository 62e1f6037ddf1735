import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import busboy from 'busboy'
import { type Form, multipart } from './multipart.ts'

async function parsed(form: Form) {
  const bytes = await buffer(form.body)
  const fields: [string, string][] = []
  const files: { field: string; name: string; type: string; body: string }[] = []
  await new Promise((resolve, reject) => {
    const reader = busboy({ headers: form.headers })
    reader.on('field', (name, value) => fields.push([name, value]))
    reader.on('file', (field, stream, { filename: name = '', mimeType: type }) => {
      void buffer(stream).then(body => files.push({ field, name, type, body: body.toString() }))
    })
    reader.on('error', reject).on('close', () => setImmediate(resolve))
    reader.end(bytes)
  })
  return { bytes, fields, files }
}

function fileOf(body: string, fileName = 'a.png') {
  const bytes = Buffer.from(body)
  return { field: 'file', fileName, contentType: 'image/png', size: bytes.length, body: Readable.from([bytes]) }
}

describe('A form with a file', () => {
  it('has its fields and the file as they were, and the length that it announces', async () => {
    const form = multipart({ messaging_product: 'whatsapp', type: 'image/png' }, fileOf('--bytes\r\n--'))
    const { bytes, fields, files } = await parsed(form)
    assert.equal(form.headers['content-length'], String(bytes.length))
    assert.deepEqual(fields, [
      ['messaging_product', 'whatsapp'],
      ['type', 'image/png']
    ])
    assert.deepEqual(files, [{ field: 'file', name: 'a.png', type: 'image/png', body: '--bytes\r\n--' }])
  })

  it('lets no name of a file begin another field', async () => {
    const form = multipart({}, fileOf('x', 'a"\r\n\r\nb.png'))
    const { files } = await parsed(form)
    assert.deepEqual(
      files.map(({ name, body }) => [name, body]),
      [['a%22%0D%0A%0D%0Ab.png', 'x']]
    )
  })

  it('breaks off where the file does', async () => {
    const body = new Readable({ read: () => void body.destroy(new Error('gone')) })
    await assert.rejects(buffer(multipart({}, { ...fileOf('x'), body }).body), /gone/)
  })
})
