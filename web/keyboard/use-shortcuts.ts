import { useEffect, useRef } from 'react'
import { type Shortcut, shortcutOf } from './shortcuts.ts'

type Acts = { readonly [Name in Shortcut]?: () => void }

/** Acts on shortcuts for as long as the component stands. A dialog or menu that is open has the keys to itself. */
export function useShortcuts(acts: Acts): void {
  const latest = useRef(acts)
  latest.current = acts
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      const { target } = event
      if (event.defaultPrevented || !(target instanceof Element) || target.closest('[role=dialog], [role=menu]')) return
      const shortcut = shortcutOf(event, target.matches('input, textarea, select, [contenteditable]'))
      const act = shortcut && latest.current[shortcut]
      if (!act) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  }, [])
}
