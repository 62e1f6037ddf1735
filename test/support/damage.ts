import fc from 'fast-check'

const OTHERS: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e300,
  '',
  'x',
  '\u0000',
  '$ne',
  [],
  {},
  [null],
  { $ne: null },
  { $gt: '' },
  'a'.repeat(70_000)
]

/** The same with one thing wrong, or at least different: a field too many, one missing, or another value somewhere. */
export function damaged(value: unknown): fc.Arbitrary<unknown> {
  const places = [...placesIn(value, [])]
  return fc
    .record({
      place: fc.constantFrom(...places),
      how: fc.constantFrom('add', 'drop', 'change' as const),
      name: fc.constantFrom('id', 'deleted_at', 'role', 'is_admin', '__proto__x', 'constructor', '$where', 'a.b'),
      other: fc.constantFrom(...OTHERS)
    })
    .map(({ place, how, name, other }) => changed(value, place, how, name, other))
}

type Place = readonly (string | number)[]

function* placesIn(value: unknown, at: Place): Generator<Place> {
  yield at
  if (typeof value !== 'object' || value === null) return
  for (const [key, each] of Object.entries(value))
    yield* placesIn(each, [...at, Array.isArray(value) ? Number(key) : key])
}

function changed(value: unknown, place: Place, how: string, name: string, other: unknown): unknown {
  const [key, ...rest] = place
  if (key === undefined)
    return typeof value === 'object' && value && how === 'add' ? { ...value, [name]: other } : value
  if (Array.isArray(value))
    return value.map((each, index) => (index === key ? changed(each, rest, how, name, other) : each))
  const copy: Record<string, unknown> = { ...Object(value) }
  if (rest.length > 0) copy[key] = changed(copy[key], rest, how, name, other)
  else if (how === 'drop') delete copy[key]
  else copy[key] = other
  return copy
}
