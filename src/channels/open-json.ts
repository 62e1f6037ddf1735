export type Opened = { readonly value: unknown } | { readonly reason: Unreadable; readonly raw: string }
export type Unreadable = 'not_json' | 'too_large' | 'too_deep'

// Meta's payloads reach 3 MB; their own nesting stays below 20.
const MOST_BYTES = 8 * 1024 * 1024
const DEEPEST = 64
const KEPT_CHARACTERS = 2_000

/**
 * Parses a body that anybody may have written, once. NUL and lone halves of surrogate pairs, which JSON can write
 * and PostgreSQL cannot store, become U+FFFD. Never throws.
 */
export function openJson(raw: Uint8Array): Opened {
  const source = DECODER.decode(raw.subarray(0, MOST_BYTES))
  if (raw.length > MOST_BYTES) return unreadable('too_large', source)
  try {
    const value: unknown = JSON.parse(source)
    return { value: isPlain(source) ? value : clean(value, 0) }
  } catch (error) {
    return unreadable(error instanceof TooDeep ? 'too_deep' : 'not_json', source)
  }
}

const DECODER = new TextDecoder()
const BRACE = 0x7b
const BRACKET = 0x5b
const ESCAPES_UNSTORABLE = /\\u(?:0000|d[89a-f])/i

/** Most post is small, and holds nothing that would have to be looked for. NUL itself is not JSON. */
function isPlain(source: string): boolean {
  return countOpenings(source) <= DEEPEST && !ESCAPES_UNSTORABLE.test(source)
}

function countOpenings(source: string): number {
  let count = 0
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at)
    if (code === BRACE || code === BRACKET) count++
  }
  return count
}

function unreadable(reason: Unreadable, source: string): Opened {
  return { reason, raw: cleanText(source.slice(0, KEPT_CHARACTERS)) }
}

class TooDeep extends Error {}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEEPEST) throw new TooDeep()
  if (Array.isArray(value)) return value.map(each => clean(each, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [cleanText(name), clean(each, depth + 1)]))
}

const UNSTORABLE = /\0|\p{Surrogate}/gu

function cleanText(value: string): string {
  return value.replace(UNSTORABLE, '\uFFFD')
}
