import assert from 'node:assert/strict'
import { missingField, type Predefined } from './predefined-message.ts'

const NOTHING: Predefined = {
  title: 'T',
  shortcut: null,
  content: '',
  message_type: 'text',
  media_url: null,
  filename: null,
  mime_type: null,
  files: []
}

describe('A predefined message', () => {
  it('of text needs words, of a file the file', () => {
    assert.equal(missingField(NOTHING), 'content')
    assert.equal(missingField({ ...NOTHING, content: ' \n' }), 'content')
    assert.equal(missingField({ ...NOTHING, content: 'Hello' }), null)
    for (const message_type of ['image', 'video', 'audio', 'document', 'sticker'] as const) {
      assert.equal(missingField({ ...NOTHING, message_type, content: 'Hello' }), 'media_url')
      assert.equal(missingField({ ...NOTHING, message_type, media_url: 'https://example.org/a.png' }), null)
    }
    assert.equal(missingField({ ...NOTHING, message_type: 'location' }), null)
  })
})
