import assert from 'node:assert/strict'
import { KEYS, shortcutOf } from './shortcuts.ts'

const press = (key: string) => ({ key, ctrlKey: false, metaKey: false, altKey: false })

describe('A key', () => {
  it('does what the card of shortcuts says', () => {
    const named: Readonly<Record<string, string>> = { '↓': 'ArrowDown', '↑': 'ArrowUp', Esc: 'Escape' }
    for (const [shortcut, keys] of KEYS)
      for (const key of keys) assert.equal(shortcutOf(press(named[key] ?? key), false), shortcut)
  })

  it('is a letter while somebody writes; only Escape leaves', () => {
    assert.equal(shortcutOf(press('c'), true), null)
    assert.equal(shortcutOf(press('Escape'), true), 'leave')
  })

  it('belongs to the browser with another one held down', () => {
    assert.equal(shortcutOf({ ...press('r'), metaKey: true }, false), null)
    assert.equal(shortcutOf({ ...press('c'), ctrlKey: true }, false), null)
    assert.equal(shortcutOf(press('constructor'), false), null)
  })
})
