import assert from 'node:assert/strict'
import fc from 'fast-check'
import { fixture, fixtureNames } from '../../../test/support/fixtures.ts'
import { read } from './inbound.ts'

const payloads = fixtureNames('whatsapp').map(name => Buffer.from(fixture('whatsapp', name)).toString())

type Path = readonly (string | number)[]

/** Every place in a JSON value. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Array.isArray(value) ? value.map((each, index) => [index, each] as const) : Object.entries(value)
  return [path, ...inner.flatMap(([key, each]) => pathsOf(each, [...path, key]))]
}

function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (Array.isArray(value)) return value.map((each, index) => (index === key ? replaced(each, rest, by) : each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === key ? replaced(each, rest, by) : each])
  )
}

/** A captured payload in which a few places hold something else. */
const mutated = fc
  .tuple(
    fc.constantFrom(...payloads),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.oneof(fc.jsonValue({ depthSize: 'small' }), fc.constantFrom('__proto__', 'constructor', '', 1e300, -1, null))
      ),
      { minLength: 1, maxLength: 4 }
    )
  )
  .map(([payload, changes]) => {
    const value = changes.reduce<unknown>((current, [place, by]) => {
      const paths = pathsOf(current)
      return replaced(current, paths[place % paths.length] ?? [], by)
    }, JSON.parse(payload))
    return JSON.stringify(value)
  })

const cut = fc
  .tuple(fc.constantFrom(...payloads), fc.nat())
  .map(([payload, at]) => payload.slice(0, at % payload.length))

function mustBeStorable(name: string, value: unknown): unknown {
  for (const each of [name, value]) if (typeof each === 'string') assert.doesNotMatch(each, /\0|\p{Surrogate}/u)
  return value
}

describe('Reading anything at all as WhatsApp', () => {
  it('never throws, and what it gives can be written as JSON and stored', () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 8, arbitrary: mutated }, cut, fc.json()), source => {
        const facts = read(new TextEncoder().encode(source))
        assert.ok(facts.length > 0)
        for (const fact of facts) {
          JSON.parse(JSON.stringify(fact), mustBeStorable)
          if ('at' in fact && fact.at !== null) assert.match(fact.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
          if (fact.kind === 'message') assert.ok(fact.person.addresses[0].length > 0)
        }
      }),
      { numRuns: 3_000 }
    )
  })

  it('never throws for bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), raw => read(raw).length > 0),
      { numRuns: 1_000 }
    )
  })
})
