import assert from 'node:assert/strict'
import { categoryOfType, isShownInline, mostBytesOf } from './file.ts'

const MB = 1024 * 1024

describe('Files that members upload', () => {
  it('may be as large as WhatsApp carries them', () => {
    const least = { 'image/png': 5, 'video/mp4': 16, 'audio/ogg': 16, 'application/pdf': 100 }
    for (const [type, megabytes] of Object.entries(least)) {
      assert.ok((mostBytesOf(type, 'conversation-file') ?? 0) >= megabytes * MB, type)
    }
  })

  it('are of known types, of which none carries script', () => {
    for (const type of [
      'text/html',
      'image/svg+xml',
      'text/javascript',
      'application/xhtml+xml',
      'application/x-msdownload',
      ''
    ])
      assert.equal(categoryOfType(type), null, type)
  })

  it('show a face as a picture only', () => {
    assert.equal(mostBytesOf('application/pdf', 'avatar'), null)
    assert.equal(mostBytesOf('image/png', 'avatar'), 5 * MB)
  })

  it('are shown in a page when they are pictures, sounds or films, and are else only saved', () => {
    for (const type of ['image/png', 'audio/ogg', 'video/mp4']) assert.equal(isShownInline(type), true, type)
    for (const type of ['application/pdf', 'text/plain', 'image/svg+xml', 'text/html', 'application/octet-stream'])
      assert.equal(isShownInline(type), false, type)
  })
})
