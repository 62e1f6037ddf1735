import assert from 'node:assert/strict'
import type { OutgoingMedia, OutgoingMessage } from '../channel.ts'
import { objection } from './objection.ts'

const MB = 1_024 * 1_024

function saying(message_type: OutgoingMessage['message_type'], media: Partial<OutgoingMedia>[], content = {}) {
  const whole = media.map(each => ({ category: 'image', file_name: null, file_type: 'image/png', ...each }) as const)
  return objection({ message_type, message_text: null, media: whole, content, reply_to: null })?.message
}

describe('What WhatsApp carries of files', () => {
  const sizes = [
    ['image', 'image', 'image/jpeg', 5 * MB, 'A picture may have 5 MB.'],
    ['video', 'video', 'video/mp4', 16 * MB, 'A video may have 16 MB.'],
    ['audio', 'audio', 'audio/ogg', 16 * MB, 'A recording may have 16 MB.'],
    ['sticker', 'sticker', 'image/webp', 500 * 1_024, 'A sticker may have 500 KB.'],
    ['document', 'file', 'application/pdf', 100 * MB, 'A document may have 100 MB.']
  ] as const
  for (const [type, category, file_type, most, sentence] of sizes) {
    it(`bounds the size of ${type}`, () => {
      assert.equal(saying(type, [{ category, file_type, file_size: most }]), undefined)
      assert.equal(saying(type, [{ category, file_type, file_size: most + 1 }]), sentence)
    })
  }

  it('holds whoever names a kind to it', () => {
    const gif = { file_type: 'image/gif' }
    assert.equal(saying('image', [gif]), 'A picture may be image/jpeg, image/png; this file is image/gif.')
    assert.equal(saying('sticker', [{ category: 'sticker' }]), 'A sticker may be image/webp; this file is image/png.')
    assert.equal(saying('text', [gif]), undefined)
  })

  it('takes a picture that goes as a document by the limit of documents', () => {
    assert.equal(saying('text', [{ file_type: 'image/gif', file_size: 6 * MB }]), undefined)
    assert.equal(saying('text', [{ file_size: 6 * MB }]), 'A picture may have 5 MB.')
  })

  it('wants a file where one is promised', () => {
    assert.equal(saying('video', []), 'A message of type video needs a file.')
  })

  it('knows the form of a voice note', () => {
    const song = { category: 'audio', file_type: 'audio/mpeg' } as const
    assert.equal(saying('audio', [song]), undefined)
    assert.equal(saying('audio', [song], { voice: true }), 'A voice note must be audio/ogg; this file is audio/mpeg.')
  })

  it('looks at every file', () => {
    assert.equal(saying('text', [{}, { file_size: 6 * MB }]), 'A picture may have 5 MB.')
  })
})
