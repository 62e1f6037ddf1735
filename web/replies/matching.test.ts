import assert from 'node:assert/strict'
import { matching, termIn } from './matching.ts'

const replies = [
  { title: 'Opening hours', shortcut: 'hours' },
  { title: 'House rules', shortcut: null },
  { title: 'Refund', shortcut: 'h' },
  { title: 'Thank you', shortcut: 'thanks' }
]

describe('Ready answers', () => {
  it('are looked for after a slash that stands first, and nowhere else', () => {
    assert.deepEqual(['/', '/Ho', '/thank y', 'and/or', ' /h', '/a/b', '/h\nmore', ''].map(termIn), [
      '',
      'ho',
      'thank y',
      null,
      null,
      null,
      null,
      null
    ])
  })

  it('come by their shortcut first, then by their title', () => {
    const titles = matching(replies, 'h').map(({ title }) => title)
    assert.deepEqual(titles, ['Refund', 'Opening hours', 'House rules', 'Thank you'])
    assert.deepEqual(matching(replies, 'nothing'), [])
  })

  it('are all there before anything is typed, as many as fit', () => {
    const many = Array.from({ length: 20 }, (_, n) => ({ title: `Answer ${n}`, shortcut: null }))
    assert.equal(matching(replies, '').length, 4)
    assert.equal(matching(many, '').length, 8)
  })
})
