import type { Source } from './value.ts'

export type Keyed = Readonly<Record<string, unknown>>

/** An object as JSON and qs make them; no array, no buffer, no class. */
export function isKeyed(raw: unknown): raw is Keyed {
  if (typeof raw !== 'object' || raw === null) return false
  const prototype = Object.getPrototypeOf(raw)
  return prototype === Object.prototype || prototype === null
}

/**
 * A list as its transport writes it: an array; in a URL also an object with the keys 0, 1, 2 … (what qs makes of
 * long lists) or one bare value (what it makes of a key that is not repeated). Undefined: no list.
 */
export function listIn(raw: unknown, source: Source): readonly unknown[] | undefined {
  if (Array.isArray(raw)) return raw
  if (source === 'socket') return undefined
  if (typeof raw === 'string') return [raw]
  if (!isKeyed(raw)) return undefined
  const keys = Object.keys(raw)
  return keys.length > 0 && keys.every((key, index) => key === String(index)) ? Object.values(raw) : undefined
}
