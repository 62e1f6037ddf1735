import assert from 'node:assert/strict'
import { categoryOf, endingOf, sizeOf } from './file-words.ts'

describe('A file', () => {
  it('is as large as people say', () => {
    assert.deepEqual([0, 999, 1_240, 15_600, 2_500_000].map(sizeOf), ['0 B', '999 B', '1.2 kB', '16 kB', '2.5 MB'])
  })

  it('has a short sign', () => {
    assert.deepEqual(
      [
        endingOf('a.b.pdf', null),
        endingOf(null, 'image/png'),
        endingOf('README', 'application/vnd.ms-excel'),
        endingOf(null, null)
      ],
      ['PDF', 'PNG', 'FILE', 'FILE']
    )
  })

  it('is of the family of its type', () => {
    assert.deepEqual(['image/png', 'audio/ogg', 'video/mp4', 'application/pdf'].map(categoryOf), [
      'image',
      'audio',
      'video',
      'file'
    ])
  })
})
