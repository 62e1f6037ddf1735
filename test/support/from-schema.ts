import fc from 'fast-check'

type Schema = Readonly<Record<string, unknown>>
type Json = unknown

const INSTANT = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true })
  .map(date => date.toISOString())
const ANYTHING = fc.jsonValue({ maxDepth: 1, noUnicodeString: true } as never)

/** Makes values that a JSON Schema lets through, as far as ours go; `$ref`s are looked up in `schemas`. */
export function valuesOf(schema: Schema, schemas: Readonly<Record<string, Schema>>): fc.Arbitrary<Json> {
  const below = (each: unknown): fc.Arbitrary<Json> => valuesOf(Object(each), schemas)
  if (typeof schema['$ref'] === 'string') return below(schemas[schema['$ref'].split('/').at(-1) ?? ''])
  if ('const' in schema) return fc.constant(schema['const'])
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum'])
  if (Array.isArray(schema['anyOf'])) return fc.oneof(...schema['anyOf'].map(below))
  const make = MAKERS[String(schema['type'])]
  return make ? make(schema, below) : ANYTHING
}

type Make = (schema: Schema, below: (schema: unknown) => fc.Arbitrary<Json>) => fc.Arbitrary<Json>

const MAKERS: Readonly<Record<string, Make>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: ({ minimum, maximum }) =>
    fc.integer({ min: Math.max(Number(minimum ?? 0), -1_000), max: Math.min(Number(maximum ?? 1_000), 1_000) }),
  number: () => fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  string: stringOf,
  array: ({ items, minItems, maxItems, uniqueItems }, below) => {
    const bounds = {
      minLength: Number(minItems ?? 0),
      maxLength: Math.max(Number(minItems ?? 0), Math.min(Number(maxItems ?? 2), 2))
    }
    return uniqueItems ? fc.uniqueArray(below(items), bounds) : fc.array(below(items), bounds)
  },
  object: objectOf
}

function stringOf({ format, pattern, minLength, maxLength }: Schema): fc.Arbitrary<string> {
  const fits = (text: string): boolean =>
    text.length >= Number(minLength ?? 0) && text.length <= Number(maxLength ?? 1_000)
  if (format === 'date-time') return INSTANT
  if (format === 'date') return INSTANT.map(instant => instant.slice(0, 10))
  if (format === 'uuid') return fc.uuid()
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern), { maxLength: 40 }).filter(fits)
  const least = Number(minLength ?? 0)
  return fc.string({ minLength: least, maxLength: Math.max(least, Math.min(Number(maxLength ?? 20), 20)) })
}

function objectOf(
  { properties, required, minProperties, not, patternProperties }: Schema,
  below: (schema: unknown) => fc.Arbitrary<Json>
) {
  const own = Object.entries(Object(properties))
  if (own.length === 0 && patternProperties) {
    const [[pattern, value] = ['', {}]] = Object.entries(Object(patternProperties))
    const names = fc.stringMatching(new RegExp(pattern), { maxLength: 20 }).filter(name => name !== '__proto__')
    return fc.dictionary(names, below(value), { maxKeys: 3, noNullPrototype: true })
  }
  const needed = Array.isArray(required) ? required.map(String) : []
  const optional = own.map(([name]) => name).filter(name => !needed.includes(name))
  // Few fields at once: what is refused then says more.
  return fc
    .subarray(optional, { maxLength: Math.min(4, optional.length) })
    .chain(chosen => {
      const names = [...needed, ...chosen]
      const kept = own.filter(([name]) => names.includes(name))
      return fc.record(Object.fromEntries(kept.map(([name, schema]) => [name, below(schema)])), {
        noNullPrototype: true
      })
    })
    .filter(made => Object.keys(made).length >= Number(minProperties ?? 0))
    .filter(made => !isForbidden(made, not))
}

function isForbidden(made: object, not: unknown): boolean {
  const { required } = Object(not)
  return Array.isArray(required) && required.every(name => Object.hasOwn(made, name))
}
