import type { Conversation } from '../../src/client/wire.ts'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { toggle } from '../selection/selection.ts'

/** j and k, and the arrows, walk through the list; Enter opens, since a row is a link; x picks it out. */
export function useListKeys(
  rows: readonly Conversation[],
  current: number | null,
  scrollTo: (index: number) => void
): void {
  const walk = (by: 1 | -1): void => {
    const from = rows.findIndex(({ id }) => id === (focused() ?? current))
    const next = Math.min(rows.length - 1, Math.max(0, from === -1 ? 0 : from + by))
    const id = rows[next]?.id
    if (id === undefined) return
    scrollTo(next)
    const row = rowOf(id)
    if (row) row.focus({ preventScroll: true })
    // It is there once it has been scrolled to.
    else requestAnimationFrame(() => rowOf(id)?.focus({ preventScroll: true }))
  }
  const pick = (): void => {
    const id = focused() ?? current
    if (id !== null) toggle(id)
  }
  useShortcuts({ next: () => walk(1), previous: () => walk(-1), pick })
}

function focused(): number | undefined {
  const row = document.activeElement?.closest<HTMLElement>('[data-conversation]')
  return row ? Number(row.dataset['conversation']) : undefined
}

function rowOf(id: number): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-conversation="${id}"]`)
}
