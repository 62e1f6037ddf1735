import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

const OLDEST_NODE = [20, 19, 0] as const

describe('Our dependencies', () => {
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))
  const packages: [string, { engines?: { node?: string } }][] = Object.entries(lock.packages)

  it(`run on Node ${OLDEST_NODE.join('.')}`, () => {
    const refusing = packages.filter(([, { engines }]) => engines?.node && !admits(engines.node))
    assert.deepEqual(
      refusing.map(([name, { engines }]) => `${name} wants ${engines?.node}`),
      []
    )
    assert.ok(packages.filter(([, { engines }]) => engines?.node).length > 50)
  })

  it('the reading of ranges knows what it does not admit', () => {
    for (const range of ['>=22', '^18 || >=20.19.1', '^22.12.0', '18.x', '20.18', '>=12 <20'])
      assert.ok(!admits(range), range)
    for (const range of ['*', '>= 0.6', '18 || 20 || >=22', '^20.12||^22', '>=16 || 14 >=14.17', '20.x', '~20.19.0']) {
      assert.ok(admits(range), range)
    }
    assert.throws(() => admits('latest'))
  })
})

function admits(range: string): boolean {
  return range.split('||').some(all => comparatorsOf(all).every(holds))
}

function comparatorsOf(all: string): string[] {
  return all
    .trim()
    .replace(/([<>=^~])\s+/g, '$1')
    .split(/\s+/)
}

/** One comparator of an npm range; parts left out or `x` match anything. */
function holds(comparator: string): boolean {
  const found = /^(>=|<=|>|<|=|\^|~)?v?(\d+|x|\*)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?$/.exec(comparator)
  if (!found) throw new Error(`cannot read the range ${comparator}`)
  const [, sign = '=', ...parts] = found
  const given = parts.flatMap(part => (part === undefined || part === 'x' || part === '*' ? [] : [Number(part)]))
  const order = compare(given)
  switch (sign) {
    case '>=':
      return order >= 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '^':
      return order >= 0 && given[0] === OLDEST_NODE[0]
    case '~':
      return order >= 0 && compare(given.slice(0, 2)) === 0
    default:
      return order === 0
  }
}

/** Is the oldest Node above (1), below (-1) or within (0) what is given? */
function compare(given: readonly number[]): number {
  for (const [at, number] of given.entries()) {
    const own = OLDEST_NODE[at] ?? 0
    if (own !== number) return own > number ? 1 : -1
  }
  return 0
}
