import assert from 'node:assert/strict'
import { type Complaint, QueryError } from './complaint.ts'
import { field } from './field.ts'
import { parseId, parseQuery, parseSelect } from './parse.ts'
import { defineResource } from './resource.ts'
import type { Source } from './value.ts'

const books = defineResource({
  table: 'books',
  fields: {
    id: field.id({ sortable: true }),
    title: field.text({ nullable: true, sortable: true }),
    shelf: field.choice(['low', 'high'], { nullable: true, sortable: true }),
    pages: field.integer({ nullable: true }),
    lent: field.boolean({ nullable: true }),
    bought_at: field.time({ sortable: true }),
    copy_id: field.uuid({ nullable: true }),
    cover: field.json(),
    secret: field.integer({ selectable: false, operators: ['$gt'] })
  },
  filters: { word: { field: field.text({ shortest: 3, operators: ['$eq'] }), where() {} } },
  defaultSort: [['bought_at', 'desc']]
})

const rest = (query: unknown) => parseQuery(books, query, 'rest')
const socket = (query: unknown) => parseQuery(books, query, 'socket')

function complaintsOn(query: unknown, source: Source = 'socket'): readonly Complaint[] {
  try {
    parseQuery(books, query, source)
  } catch (error) {
    if (error instanceof QueryError) return error.complaints
    throw error
  }
  return []
}

const placesOn = (query: unknown, source?: Source) => complaintsOn(query, source).map(({ path }) => path)

function operandOf(query: unknown, source: Source): unknown {
  const [condition] = parseQuery(books, query, source).where
  assert.ok(condition && 'value' in condition)
  return condition.value
}

describe('Reading a query', () => {
  it('pages by 25 in the default order, which the id completes', () => {
    const { limit, skip, sort, select } = rest({})
    assert.deepEqual(
      { limit, skip, sort },
      {
        limit: 25,
        skip: 0,
        sort: [
          ['bought_at', 'desc'],
          ['id', 'desc']
        ]
      }
    )
    assert.deepEqual(select, ['id', 'title', 'shelf', 'pages', 'lent', 'bought_at', 'copy_id', 'cover'])
  })

  it('clamps $limit to 50 and refuses what is no count', () => {
    assert.equal(rest({ $limit: '51' }).limit, 50)
    assert.equal(socket({ $limit: 1e20 }).limit, 50)
    assert.equal(rest({ $limit: '0' }).limit, 0)
    for (const $limit of ['-1', '1.5', '1e3', ' 5', '', '05', ['5'], {}]) {
      assert.deepEqual(placesOn({ $limit }, 'rest'), ['$limit'])
    }
    for (const $limit of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null, [5]]) {
      assert.deepEqual(placesOn({ $limit }), ['$limit'])
    }
  })

  it('skips 10,000 rows at most', () => {
    assert.equal(rest({ $skip: '10000' }).skip, 10_000)
    assert.deepEqual(placesOn({ $skip: '10001' }, 'rest'), ['$skip'])
    assert.deepEqual(placesOn({ $skip: 10_001 }), ['$skip'])
    assert.deepEqual(placesOn({ $skip: 0.5 }), ['$skip'])
  })

  it('sorts by sortable fields alone, by 1 or -1', () => {
    assert.deepEqual(rest({ $sort: { title: '1', bought_at: '-1' } }).sort, [
      ['title', 'asc'],
      ['bought_at', 'desc'],
      ['id', 'desc']
    ])
    assert.deepEqual(socket({ $sort: { id: -1, title: 1 } }).sort, [['id', 'desc']])
    assert.deepEqual(placesOn({ $sort: { pages: 1, cover: 1, nothing: 1, word: 1 } }).length, 4)
    for (const direction of [0, 2, true, '1', null]) {
      assert.deepEqual(placesOn({ $sort: { title: direction } }), ['$sort.title'])
    }
    assert.deepEqual(placesOn({ $sort: 'title' }), ['$sort'])
  })

  it('selects known fields, and the id in any case', () => {
    assert.deepEqual(rest({ $select: ['title'] }).select, ['id', 'title'])
    assert.deepEqual(rest({ $select: 'title' }).select, ['id', 'title'])
    assert.deepEqual(rest({ $select: { 0: 'title', 1: 'pages' } }).select, ['id', 'title', 'pages'])
    assert.deepEqual(placesOn({ $select: ['title as id', 'secret', 'id'] }), ['$select[0]', '$select[1]'])
    assert.deepEqual(placesOn({ $select: [] }), ['$select'])
    assert.deepEqual(placesOn({ $select: [{ toString: '' }, 5] }), ['$select[0]', '$select[1]'])
  })

  it('reads the strings of a URL by the kind of the field, and coerces nothing else', () => {
    assert.equal(operandOf({ pages: '5' }, 'rest'), 5)
    assert.equal(operandOf({ pages: '-9007199254740991' }, 'rest'), -9007199254740991)
    assert.equal(operandOf({ lent: 'true' }, 'rest'), true)
    assert.equal(operandOf({ title: 'true' }, 'rest'), 'true')
    for (const pages of [' 5', '5.0', '1e3', '0x5', '-0', '05', '+5', '9007199254740992', '5\n', 'true']) {
      assert.deepEqual(placesOn({ pages }, 'rest'), ['pages'], pages)
    }
    for (const lent of ['1', 'TRUE', 'yes', ' true']) assert.deepEqual(placesOn({ lent }, 'rest'), ['lent'])
  })

  it('takes JSON only in its right type, and digits for integers', () => {
    assert.equal(operandOf({ pages: '5' }, 'socket'), 5)
    for (const pages of [1.5, 2 ** 53, true, '5.0', '']) assert.deepEqual(placesOn({ pages }), ['pages'])
    for (const title of [5, true]) assert.deepEqual(placesOn({ title }), ['title'])
    for (const lent of ['true', 1, 0, 'null']) assert.deepEqual(placesOn({ lent }), ['lent'])
  })

  it('finds null over both transports', () => {
    assert.equal(operandOf({ pages: null }, 'socket'), null)
    assert.equal(operandOf({ pages: 'null' }, 'rest'), null)
    // What the stock REST client makes of null.
    assert.equal(operandOf({ pages: '' }, 'rest'), null)
    assert.equal(operandOf({ shelf: 'null' }, 'rest'), null)
    assert.equal(operandOf({ title: 'null' }, 'rest'), 'null')
    assert.equal(operandOf({ title: '' }, 'rest'), '')
    assert.deepEqual(operandOf({ pages: { $in: { 0: '1', 1: '' } } }, 'rest'), [1, null])
    assert.deepEqual(placesOn({ id: null }), ['id'])
    assert.deepEqual(placesOn({ id: 'null' }, 'rest'), ['id'])
    assert.deepEqual(placesOn({ pages: { $gt: null } }), ['pages.$gt'])
  })

  it('takes days and moments of the calendar', () => {
    for (const time of [
      '2026-01-02',
      '2024-02-29T23:59:59Z',
      '2026-01-02T03:04:05.678+02:00',
      '0001-01-01',
      '9999-12-31'
    ]) {
      assert.equal(operandOf({ bought_at: time }, 'rest'), time)
    }
    const wrong = [
      '2026-02-30',
      '2026-13-01',
      '2026-1-2',
      '2026-01-02T03:04:05',
      '2026-01-02 03:04:05Z',
      'now',
      '0000-01-01'
    ]
    for (const time of [
      ...wrong,
      '2026-01-02T24:00:00Z',
      '2026-01-02T00:00:60Z',
      '2026-01-02T00:00:00+15:59',
      1e12,
      ''
    ]) {
      assert.deepEqual(placesOn({ bought_at: time }), ['bought_at'], String(time))
    }
  })

  it('bounds texts to 1,000 characters without NUL', () => {
    assert.equal(complaintsOn({ title: '😀'.repeat(1000) }).length, 0)
    assert.deepEqual(placesOn({ title: 'a'.repeat(1001) }), ['title'])
    assert.deepEqual(placesOn({ title: 'a\0b' }), ['title'])
    assert.deepEqual(placesOn({ word: 'ab' }), ['word'])
  })

  it('takes UUIDs and choices as they are known', () => {
    assert.equal(
      operandOf({ copy_id: '0198B5E6-0000-7000-8000-00000000000A' }, 'rest'),
      '0198b5e6-0000-7000-8000-00000000000a'
    )
    assert.deepEqual(placesOn({ copy_id: '0198b5e6' }), ['copy_id'])
    assert.deepEqual(complaintsOn({ shelf: 'middle' }), [{ path: 'shelf', message: 'must be one of low, high' }])
  })

  it('names every unknown field and operator', () => {
    const query = {
      author: 1,
      $where: '1',
      title: { $like: 'a', $ne: 'b' },
      lent: { $gt: true },
      cover: 'x',
      secret: 5
    }
    assert.deepEqual(complaintsOn(query), [
      { path: 'author', message: 'is no known filter' },
      { path: '$where', message: 'is no operator here' },
      { path: 'title.$like', message: 'is no known operator' },
      { path: 'lent.$gt', message: 'is not offered for this field' },
      { path: 'cover', message: 'is no known filter' },
      { path: 'secret', message: 'needs an operator' }
    ])
  })

  it('refuses objects and lists where one value stands', () => {
    assert.deepEqual(placesOn({ title: {} }), ['title'])
    assert.deepEqual(placesOn({ title: ['a'] }), ['title'])
    assert.deepEqual(placesOn({ title: { $ne: { $ne: 'a' } } }), ['title.$ne'])
    assert.deepEqual(placesOn({ pages: { $in: [[1], {}, 1] } }), ['pages.$in[0]', 'pages.$in[1]'])
    assert.deepEqual(placesOn({ title: Buffer.from('a') }), ['title'])
    for (const query of [null, [], 'a', 5, Buffer.from('a')]) assert.deepEqual(placesOn(query), ['query'])
  })

  it('takes 100 values, also as the object that qs makes of a long list', () => {
    const keyed = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [index, String(index)]))
    assert.equal(complaintsOn({ pages: { $in: keyed } }, 'rest').length, 0)
    assert.deepEqual(operandOf({ pages: { $in: '7' } }, 'rest'), [7])
    assert.deepEqual(operandOf({ pages: { $in: [] } }, 'socket'), [])
    assert.deepEqual(placesOn({ pages: { $in: { ...keyed, 100: '1' } } }, 'rest'), ['pages.$in'])
    assert.deepEqual(placesOn({ pages: { $nin: Array(101).fill(1) } }), ['pages.$nin'])
    assert.deepEqual(placesOn({ pages: { $in: { 0: 1 } } }), ['pages.$in'])
    assert.deepEqual(placesOn({ pages: { $in: { 1: '1' } } }, 'rest'), ['pages.$in'])
  })

  it('bounds width, depth and the whole', () => {
    const nested = (depth: number): unknown => (depth === 0 ? { pages: 1 } : { $or: [nested(depth - 1)] })
    assert.equal(complaintsOn(nested(3)).length, 0)
    assert.deepEqual(placesOn(nested(4)), ['$or[0].$or[0].$or[0].$or'])
    assert.deepEqual(placesOn(nested(2000)).length, 1)
    assert.deepEqual(placesOn({ $or: Array(21).fill({ pages: 1 }) }), ['$or'])
    assert.deepEqual(placesOn({ $or: [], $and: {} }), ['$or', '$and'])
    assert.deepEqual(placesOn({ $or: [{}, 5] }), ['$or[0]', '$or[1]'])
    const wide = Array(20).fill({ pages: 1, title: 'a', lent: true })
    assert.equal(complaintsOn({ $or: wide, $and: wide.slice(0, 13) }).length, 0)
    assert.ok(placesOn({ $or: wide, $and: wide }).length > 0)
  })

  it('keeps page keys at the top', () => {
    assert.deepEqual(placesOn({ $or: [{ $limit: 5 }] }), ['$or[0].$limit'])
  })

  it('is not fooled by what every object inherits', () => {
    const query: unknown = JSON.parse(
      '{"__proto__":{"x":1},"constructor":"a","title":{"__proto__":"a"},"$sort":{"toString":1}}'
    )
    assert.deepEqual(placesOn(query), ['$sort.toString', '__proto__', 'constructor', 'title.__proto__'])
    assert.equal(Reflect.get({}, 'x'), undefined)
    assert.deepEqual(placesOn(Object.create({ title: 'a' })), ['query'])
  })

  it('complains 20 times at most, in little time and space', () => {
    const query = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`x${index}`, 1]))
    assert.equal(complaintsOn(query).length, 20)
    const [complaint] = complaintsOn({ ['y'.repeat(1_000_000)]: 1 })
    assert.ok(complaint && complaint.path.length < 100)
  })

  it('reads ids, and the $select of a get', () => {
    assert.equal(parseId(books, '5', 'rest'), 5)
    assert.equal(parseId(books, 5, 'socket'), 5)
    for (const id of ['a', '5 ', '', null, undefined, {}, [5], { toString: '' }, 1.5]) {
      assert.equal(parseId(books, id, 'socket'), undefined)
    }
    assert.deepEqual(parseSelect(books, { $select: ['title'] }, 'socket'), ['id', 'title'])
    assert.throws(() => parseSelect(books, { $limit: 1 }, 'socket'), QueryError)
  })
})
