import assert from 'node:assert/strict'
import fc from 'fast-check'
import { QueryError } from './complaint.ts'
import { field } from './field.ts'
import { parseQuery } from './parse.ts'
import { querySchema } from './query-schema.ts'
import { defineResource } from './resource.ts'
import { compileValidator } from './validate.ts'
import { INTEGER } from './value.ts'

const books = defineResource({
  table: 'books',
  fields: {
    id: field.id({ sortable: true }),
    title: field.text({ nullable: true, sortable: true }),
    shelf: field.choice(['low', 'high'], { nullable: true }),
    lent: field.boolean(),
    bought_at: field.time({ sortable: true }),
    copy_id: field.uuid({ nullable: true }),
    cover: field.json(),
    secret: field.integer({ selectable: false, operators: ['$gt'] })
  },
  filters: { word: { field: field.text({ shortest: 3, operators: ['$eq'] }), where() {} } }
})

const isValid = compileValidator(querySchema(books))

function isRead(query: unknown): boolean {
  try {
    parseQuery(books, query, 'socket')
    return true
  } catch (error) {
    if (error instanceof QueryError) return false
    throw error
  }
}

// Values on both sides of every border, so that most queries are nearly right.
const values = fc.constantFrom<unknown>(
  ...[null, true, 0, -1, 1, 1.5, 2 ** 53, 2 ** 53 - 1, 60, 10_001, '', '5', '-0', '05', '9007199254740993', 'null'],
  ...['low', 'ab', 'abc', 'a'.repeat(1000), 'a'.repeat(1001), '😀'.repeat(1000), '2026-02-28', '2026-02-30'],
  ...['2024-02-29T23:59:59.5Z', '2025-02-29T00:00:00Z', '2026-01-01T00:00:00', '2026-01-01t00:00:00z', '0000-01-01'],
  ...['2026-12-31T23:59:60Z', '2026-01-01T00:00:00+15:00', '0198b5e6-0000-7000-8000-00000000000A', '0198b5e6', [], {}]
)
const names = fc.constantFrom(...Object.keys(books.fields), 'word', 'author', '$where', 'constructor')
const operators = fc.constantFrom('$ne', '$in', '$nin', '$lt', '$lte', '$gt', '$gte', '$eq', '$like')
const lists = fc.oneof(fc.array(values, { maxLength: 4 }), fc.constantFrom([], Array(100).fill(5), Array(101).fill(5)))
const operand = fc.oneof({ weight: 3, arbitrary: values }, lists)
const condition = fc.oneof(values, fc.dictionary(operators, operand, { maxKeys: 2 }))
const clause = fc.letrec(tie => ({
  clause: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.dictionary(names, condition, { maxKeys: 2 }),
    fc.dictionary(fc.constantFrom('$or', '$and'), fc.array(tie('clause'), { maxLength: 3 }), { maxKeys: 2 })
  )
})).clause
const page = fc.record(
  {
    $limit: values,
    $skip: values,
    $sort: fc.oneof(values, fc.dictionary(names, fc.constantFrom(1, -1, 0, '1'), { maxKeys: 2 })),
    $select: fc.oneof(values, fc.array(fc.oneof(names, values), { maxLength: 9 }))
  },
  { requiredKeys: [] }
)

describe('The schema of a query', () => {
  it('takes exactly what is read', () => {
    const seen = { good: 0, bad: 0 }
    const someClause = clause as fc.Arbitrary<object>
    const query = fc.oneof(
      someClause,
      fc.tuple(someClause, page).map(([where, how]) => ({ ...where, ...how })),
      values
    )
    fc.assert(
      fc.property(query, query => {
        const read = isRead(query)
        seen[read ? 'good' : 'bad']++
        assert.equal(isValid(query).length === 0, read)
      }),
      { numRuns: 3000 }
    )
    assert.ok(seen.good > 100 && seen.bad > 100, JSON.stringify(seen))
  })

  it('agrees on each value of each field', () => {
    fc.assert(
      fc.property(names, fc.option(operators), operand, (name, operator, value) => {
        const query = { [name]: operator === null ? value : { [operator]: value } }
        assert.equal(isValid(query).length === 0, isRead(query))
      }),
      { numRuns: 3000 }
    )
  })

  it('knows the integers that JSON can carry', () => {
    const most = BigInt(Number.MAX_SAFE_INTEGER)
    fc.assert(
      fc.property(fc.bigInt({ min: -most * 10n, max: most * 10n }), number => {
        assert.equal(INTEGER.test(String(number)), number <= most && number >= -most)
      }),
      { numRuns: 2000 }
    )
    for (let near = -2000n; near <= 2000n; near++) {
      assert.equal(INTEGER.test(String(most + near)), near <= 0n)
      assert.equal(INTEGER.test(String(-most - near)), near <= 0n)
    }
  })
})
