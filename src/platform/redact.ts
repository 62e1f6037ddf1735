const REDACTED = '[redacted]'
const DEEPEST = 8
const MOST_VALUES = 2000
const LONGEST_TEXT = 4096

// Matched against names without their dashes, underscores and dots, in lower case.
const SECRET_NAMES =
  /authorization|cookie|apikey|accesskey|privatekey|signingkey|encryptionkey|passw|passphrase|^pass$|^pwd$|secret|token|credential|signature|bearer|jwt|^auth$|^otp$|^jar$/
const BODY_NAMES = /^(raw)?(request|response)?(body|payload)(text|raw)?$|^raw$/
// What a database says of the values that it was given.
const ROW_NAMES = /^(detail|where|values|bindings|parameters)$/

/** Where secrets hide inside texts: credentials of an URL, `Bearer …`, signed tokens, keys of ours, `name=value`. */
const HIDING_PLACES: readonly [RegExp, string][] = [
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"']*@/gi, `$1${REDACTED}@`],
  [/\b(bearer|basic|digest)\s+[\w+/=.~:-]{6,}/gi, `$1 ${REDACTED}`],
  [/\beyJ[\w-]{5,}\.[\w-]{5,}(\.[\w-]*)?/g, REDACTED],
  [/\b[A-Za-z][A-Za-z0-9]{0,15}(_[A-Za-z0-9]{1,15}){0,3}_[0-9A-Za-z]{33,}\b/g, REDACTED],
  [
    /((?:[\w-]{0,40}(?:authorization|cookie|api[-_]?key|access[-_]?key|private[-_]?key|passw[a-z]{0,4}|passphrase|secret|token|credentials?|signature)[\w-]{0,40}|\bpwd|\bpass)["'\\]{0,4}\s{0,3}(?:[=:]|%3D)\s{0,3}["'\\]{0,4})[^\s"'\\&,;}]+/gi,
    `$1${REDACTED}`
  ]
]

/** Takes what looks like a secret out of a text, and cuts a long one. */
export function redactText(text: string): string {
  const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
  return HIDING_PLACES.reduce((rest, [place, replacement]) => rest.replace(place, replacement), short)
}

/**
 * Makes a copy of a value that is fit for a log: values under names of secrets and bodies are replaced at any depth,
 * in objects, maps, errors, header lists and `{ name, value }` pairs; bytes are counted, not shown; circles end.
 */
export function redact(value: unknown): unknown {
  return copy(value, { depth: 0, seen: { values: 0 } })
}

interface Place {
  readonly depth: number
  readonly seen: { values: number }
}

function copy(value: unknown, place: Place): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (place.depth >= DEEPEST || place.seen.values++ >= MOST_VALUES) return '[deeper]'
  return copyObject(value, { ...place, depth: place.depth + 1 })
}

function copyObject(value: object, place: Place): unknown {
  if (value instanceof URL) return redactText(value.href)
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  if (value instanceof Error) return copyError(value, place)
  if (Array.isArray(value)) return copyList(value, place)
  if (value instanceof Set) return copyList([...value], place)
  if (value instanceof Map)
    return copyEntries(
      [...value].map(([name, inner]) => [String(name), inner]),
      place
    )
  if (value instanceof URLSearchParams) return copyEntries([...value], place)
  if (value instanceof Headers) return copyEntries([...value], place)
  return copyEntries(entriesOf(value), place)
}

function copyError(error: Error, place: Place): unknown {
  const { name, message, stack, cause, ...more } = error
  const known = { type: name, message, stack, ...(cause === undefined ? {} : { cause }) }
  return copyEntries([...Object.entries(known), ...Object.entries(more)], place)
}

// In flat and in paired lists of headers a value stands behind its name.
function copyList(list: readonly unknown[], place: Place): unknown[] {
  return list.map((item, index) => {
    const before = list[index - 1]
    return typeof before === 'string' && typeof item === 'string' && isSecretName(before) ? REDACTED : copy(item, place)
  })
}

function copyEntries(entries: readonly (readonly [string, unknown])[], place: Place): Record<string, unknown> {
  const names = entries.filter(([key]) => /^(name|key|header|field)$/i.test(key)).map(([, value]) => value)
  const namesSecret = names.some(name => typeof name === 'string' && isSecretName(name))
  const isHidden = (key: string) => isSecretName(key) || (namesSecret && /^(value|values|content)$/i.test(key))
  return Object.fromEntries(
    entries.map(([key, value]) => [
      redactText(key),
      isHidden(key) && !isHarmless(value) ? REDACTED : copy(value, place)
    ])
  )
}

// `toJSON` may throw or answer anything; a getter may throw.
function entriesOf(value: object): [string, unknown][] {
  try {
    const plain: unknown = 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value
    if (typeof plain !== 'object' || plain === null) return [['value', plain]]
    return Object.entries(plain)
  } catch {
    return [['value', '[unreadable]']]
  }
}

function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[-_.\s]/g, '')
  return SECRET_NAMES.test(plain) || BODY_NAMES.test(plain) || ROW_NAMES.test(plain)
}

function isHarmless(value: unknown): boolean {
  return value === null || value === undefined || typeof value === 'boolean'
}
