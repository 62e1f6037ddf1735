export type Shortcut = 'next' | 'previous' | 'leave' | 'reply' | 'note' | 'close' | 'about' | 'pick' | 'search' | 'help'

interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** What a key is shown as, and what it does. */
export const KEYS: readonly (readonly [Shortcut, readonly string[]])[] = [
  ['next', ['j', '↓']],
  ['previous', ['k', '↑']],
  ['reply', ['r']],
  ['note', ['n']],
  ['close', ['c']],
  ['about', ['i']],
  ['pick', ['x']],
  ['search', ['/']],
  ['leave', ['Esc']],
  ['help', ['?']]
]

const SHORTCUTS: Readonly<Record<string, Shortcut>> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  r: 'reply',
  n: 'note',
  c: 'close',
  i: 'about',
  x: 'pick',
  '/': 'search',
  Escape: 'leave',
  '?': 'help'
}

/** Which shortcut a press is. Keys held down with others are the browser's; while somebody writes, only Escape is one. */
export function shortcutOf({ key, ctrlKey, metaKey, altKey }: Press, isWriting: boolean): Shortcut | null {
  if (ctrlKey || metaKey || altKey) return null
  const found = Object.hasOwn(SHORTCUTS, key) ? SHORTCUTS[key] : undefined
  if (!found || (isWriting && found !== 'leave')) return null
  return found
}
