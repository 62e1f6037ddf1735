import { createCell } from '../../src/client/live.ts'

/** Which conversations are picked out to be changed together. `all`: every one that the list asks for, loaded or not. */
export type Selection = ReadonlySet<number> | 'all'

const NONE: ReadonlySet<number> = new Set()

const chosen = createCell<Selection>(NONE)

export const selection = chosen

export function isSelected(selected: Selection, id: number): boolean {
  return selected === 'all' || selected.has(id)
}

export function hasSelection(selected: Selection): boolean {
  return selected === 'all' || selected.size > 0
}

/** Picks one out, or puts it back. After all were picked, it begins anew with one. */
export function toggle(id: number): void {
  const now = chosen.get()
  const ids = new Set(now === 'all' ? [] : now)
  if (!ids.delete(id)) ids.add(id)
  chosen.set(ids)
}

export function select(ids: Iterable<number>): void {
  chosen.set(new Set(ids))
}

export function selectAll(): void {
  chosen.set('all')
}

export function clearSelection(): void {
  chosen.set(NONE)
}
