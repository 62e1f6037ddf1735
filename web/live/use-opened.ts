import { useEffect, useRef } from 'react'

interface Closable {
  close(): void
}

/** Opens something for as long as the key stays the same and somebody looks at it; then it is closed. */
export function useOpened<Opened extends Closable>(key: string, open: () => Opened): Opened {
  const held = useRef<{ readonly key: string; readonly opened: Opened } | null>(null)
  if (held.current?.key !== key) held.current = { key, opened: open() }
  const { opened } = held.current
  useEffect(() => () => opened.close(), [opened])
  return opened
}
