import assert from 'node:assert/strict'
import { typeOf } from './file-types.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
)
const PDF = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')
const ZIP = Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\0\0', 'latin1'), Buffer.alloc(60)])
const OLD_OFFICE = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])
const MP4 = Buffer.concat([Buffer.from('00000018667479706d703432', 'hex'), Buffer.from('\0\0\0\0mp42isom', 'latin1')])
const M4A = Buffer.concat([Buffer.from('00000018667479704d344120', 'hex'), Buffer.from('\0\0\0\0M4A mp42', 'latin1')])
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

describe('The type of a file', () => {
  const shown: readonly (readonly [string, Buffer, string | null, string])[] = [
    ['a picture, whatever was declared', PNG, 'text/html', 'image/png'],
    ['a document', PDF, null, 'application/pdf'],
    ['a new office document in its archive', ZIP, WORD, WORD],
    ['an archive that says it is a picture', ZIP, 'image/png', 'application/zip'],
    ['an old office document in its container', OLD_OFFICE, 'application/msword', 'application/msword'],
    ['a film', MP4, 'video/mp4', 'video/mp4'],
    ['a recording in the container of a film', MP4, 'audio/mp4; codecs=mp4a', 'audio/mp4'],
    ['a recording by its usual name', M4A, null, 'audio/mp4'],
    ['text', Buffer.from('a;b\n1;2\n'), 'text/csv', 'text/csv'],
    ['a page, which is never shown', Buffer.from('<html><script>'), 'text/html', 'application/octet-stream'],
    ['a page that says it is a picture', Buffer.from('<svg onload=x>'), 'image/png', 'application/octet-stream'],
    ['a drawing with script', Buffer.from('<?xml version="1.0"?><svg/>'), 'image/svg+xml', 'application/octet-stream'],
    ['bytes that say they are text', Buffer.from('a\0b'), 'text/plain', 'application/octet-stream'],
    ['nothing at all', Buffer.alloc(0), 'image/png', 'application/octet-stream']
  ]
  for (const [what, head, declared, type] of shown) {
    it(`is ${type} for ${what}`, async () => assert.equal(await typeOf(head, declared), type))
  }
})
