import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { type Database, openDatabase } from '../database.ts'
import { compilePage } from './compile.ts'
import { QueryError } from './complaint.ts'
import type { Page } from './envelope.ts'
import { field } from './field.ts'
import type { FindQuery } from './find-query.ts'
import { matches, ordered, type Row } from './page.oracle.ts'
import { parseQuery } from './parse.ts'
import { readPage, readRow } from './read.ts'
import { defineResource } from './resource.ts'

const SHELVES = ['low', 'middle', 'high']

const books = defineResource<number>({
  table: 'books',
  fields: {
    id: field.id({ sortable: true }),
    title: field.text({ nullable: true, sortable: true }),
    shelf: field.choice(SHELVES, { nullable: true, sortable: true }),
    kind: field.choice(SHELVES, { sortable: true, alphabetical: true }),
    pages: field.integer({ nullable: true, sortable: true, column: 'page_count' }),
    lent: field.boolean({ sortable: true }),
    bought_at: field.time({ sortable: true }),
    read_at: field.time({ nullable: true, sortable: true }),
    copy_id: field.uuid({ nullable: true, sortable: true }),
    author: field.derived("jsonb_build_object('name', author.name)", { join: 'author' })
  },
  filters: {
    long: {
      field: field.boolean({ operators: ['$eq'] }),
      // An `or` of its own, as a careless filter may have.
      where: (builder, { value }, long) =>
        value ? void builder.where('page_count', '>', long).orWhere('page_count', '=', long) : undefined
    }
  },
  joins: { author: 'left join authors author on author.id = page.author_id' },
  defaultSort: [['bought_at', 'desc']]
})

const TABLES = `
  create table authors (id bigint primary key, name text not null);
  create table books (
    organization_id bigint not null, id bigint not null, title text collate "C", shelf text, kind text collate "C" not null,
    page_count integer, lent boolean not null, bought_at timestamptz(3) not null, read_at timestamptz(3), copy_id uuid,
    author_id bigint, deleted_at timestamptz(3), primary key (organization_id, id)
  );
  create index books_recent_idx on books (organization_id, bought_at desc, id desc) where deleted_at is null;
  insert into authors select 1, 'Ada';
`

const url = process.env['TEST_DATABASE_URL']
const name = `query_${randomBytes(6).toString('hex')}`
const [mine, other, many] = [1, 2, 3]

describe('A page', () => {
  if (!url) return void it('needs TEST_DATABASE_URL')

  let database: Database
  const rows = Array.from({ length: 120 }, (_, index) => bookAt(index))

  before(async () => {
    await onServer(`create database ${name}`)
    const here = new URL(url)
    here.pathname = name
    database = open(here.href)
    await database.query({ text: TABLES })
    await fill(mine, rows)
    await fill(other, rows.slice(0, 7))
    await database.query({
      text: `insert into books (organization_id, id, kind, lent, bought_at)
        select ${many}, n, 'low', false, timestamptz '2026-01-01' + (n / 2) * interval '1 minute' from generate_series(1, 12000) n`
    })
    await database.query({ text: 'analyze books' })
  })

  after(async () => {
    await database.destroy()
    await onServer(`drop database ${name} with (force)`)
  })

  async function fill(tenant: number, rows: readonly Row[]): Promise<void> {
    const text = `insert into books select $1, id, title, shelf, kind, pages, lent, bought_at, read_at, copy_id, author_id, deleted_at
      from jsonb_to_recordset($2) as r (id bigint, title text, shelf text, kind text, pages integer, lent boolean,
        bought_at timestamptz, read_at timestamptz, copy_id uuid, author_id bigint, deleted_at timestamptz)`
    await database.query({ text, values: [tenant, JSON.stringify(rows)] })
  }

  async function find(raw: unknown, tenant = mine): Promise<Page<Row>> {
    const query = parseQuery(books, raw, 'socket')
    return (await readPage<number, Row>(database, books, query, { tenant, context: 3 })).parse()
  }

  /** Every page by its cursor; `between` happens after each. */
  async function walk(raw: object, between = async (): Promise<void> => {}, tenant = mine): Promise<Row[]> {
    const seen: Row[] = []
    let cursor: string | undefined
    do {
      const page = await find(cursor ? { ...raw, $cursor: cursor } : raw, tenant)
      seen.push(...page.data)
      cursor = page.next_cursor
      await between()
    } while (cursor)
    return seen
  }

  const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id)

  function expected(raw: unknown): { query: FindQuery; all: Row[] } {
    const query = parseQuery(books, raw, 'socket')
    const alive = rows.filter(row => row.deleted_at === null && matches(row, query.where))
    return { query, all: ordered(alive, query.sort, SHELVES) }
  }

  it('holds what a filter in JavaScript finds, in its order, with its total', async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(where, sorts, fc.nat(60), fc.nat(60)), async ([where, $sort, $limit, $skip]) => {
        const { query, all } = expected({ ...where, $sort, $limit, $skip })
        const page = await find({ ...where, $sort, $limit, $skip })
        assert.deepEqual(idsOf(page.data), idsOf(all.slice($skip, $skip + query.limit)))
        assert.equal(page.total, all.length)
        assert.equal(page.next_cursor !== undefined, query.limit > 0 && all.length > $skip + query.limit)
      }),
      { numRuns: 300 }
    )
  })

  it('comes after the page before it, whatever the order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(where, sorts, fc.integer({ min: 7, max: 40 })), async ([where, $sort, $limit]) => {
        const { all } = expected({ ...where, $sort })
        assert.deepEqual(idsOf(await walk({ ...where, $sort, $limit })), idsOf(all))
        // The cursor also knows sort values that are not shown.
        assert.deepEqual(idsOf(await walk({ ...where, $sort, $limit, $select: ['id'] })), idsOf(all))
      }),
      { numRuns: 100 }
    )
  })

  it('shows each row once while others come in', async () => {
    const tenant = 9
    await fill(tenant, rows)
    let next = 1000
    const between = () =>
      fill(
        tenant,
        [3, 50, 100].map(place => ({ ...bookAt(place), id: next++ }))
      )
    for (const $sort of [{ bought_at: -1 }, { read_at: -1, title: 1 }, { shelf: 1 }, { pages: 1, kind: -1 }]) {
      const seen = idsOf(await walk({ $sort, $limit: 11 }, between, tenant))
      assert.equal(new Set(seen).size, seen.length)
      const before = idsOf(rows.filter(row => row.deleted_at === null))
      assert.deepEqual(
        before.filter(id => !seen.includes(id)),
        []
      )
    }
  })

  it('counts up to 1,000, and beyond says that more follow', async () => {
    assert.deepEqual(
      { ...(await find({ id: { $lte: 1000 }, $limit: 1 }, many)), data: [], next_cursor: '' },
      {
        total: 1000,
        limit: 1,
        skip: 0,
        data: [],
        next_cursor: ''
      }
    )
    const first = await find({ $limit: 50 }, many)
    assert.deepEqual([first.total, first.total_is_lower_bound, first.data.length], [1001, true, 50])
    const later = await find({ $limit: 50, $skip: 5000 }, many)
    assert.deepEqual([later.total, later.total_is_lower_bound], [5051, true])
    const last = await find({ id: { $lte: 1020 }, $limit: 25, $skip: 1000 }, many)
    assert.deepEqual([last.total, last.data.length, last.next_cursor], [1020, 20, undefined])
    const beyond = await find({ id: { $lte: 1020 }, $skip: 5000 }, many)
    assert.deepEqual([beyond.total, beyond.data], [1000, []])
    assert.deepEqual(await find({ $limit: 0 }, many), { total: 12_000, limit: 0, skip: 0, data: [] })
  })

  it('lets a loop on skip < total see every row', async () => {
    const seen = new Set<number>()
    for (let skip = 0, total = 1; skip < total; skip += 50) {
      const page = await find({ id: { $lte: 2345 }, $limit: 50, $skip: skip }, many)
      for (const { id } of page.data) seen.add(id)
      total = page.total
    }
    assert.equal(seen.size, 2345)
  })

  it('refuses the cursor of another query, and what is none', async () => {
    const { next_cursor } = await find({ $limit: 5 })
    assert.ok(next_cursor)
    const forged = Buffer.from(Buffer.from(next_cursor, 'base64url').toString().replace(/\d+]$/, '"x"]')).toString(
      'base64url'
    )
    const refused = [
      { $cursor: next_cursor, lent: true },
      { $cursor: next_cursor, $sort: { title: 1 } },
      { $cursor: next_cursor, $skip: 0 },
      ...[forged, '', 'null', 'W10', 'a'.repeat(20_000), 5, null, {}, [next_cursor]].map($cursor => ({ $cursor }))
    ]
    for (const query of refused) await assert.rejects(find(query), QueryError, JSON.stringify(query))
    assert.equal((await find({ $cursor: next_cursor, $limit: 9, $select: ['title'] })).data.length, 9)
  })

  it('never shows another tenant, whatever its filters do', async () => {
    assert.equal((await find({ long: true, $limit: 0 }, other)).total, rows.slice(0, 7).filter(isLong).length)
    assert.equal((await find({ $or: [{ long: true }, { long: false }] }, other)).total, 7)
    assert.equal((await find({ $or: [{ id: 1 }, { lent: true }, { lent: false }] }, other)).total, 7)
    const sees = {
      tenant: other,
      context: 3,
      sees: (b: { orWhereRaw(sql: string): unknown }) => void b.orWhereRaw('true')
    }
    const query = parseQuery(books, { $limit: 0 }, 'socket')
    assert.equal((await readPage(database, books, query, sees)).parse().total, 7)
  })

  it('shows what is selected, joined beside the page', async () => {
    const [row] = (await find({ id: 3, $select: ['author'] })).data
    assert.deepEqual(row, { id: 3, author: { name: 'Ada' } })
    const [plain] = (await find({ id: 3, $select: ['pages'] })).data
    assert.deepEqual(Object.keys(plain ?? {}), ['id', 'pages'])
  })

  it('is one row by its id, for its tenant, until it is deleted', async () => {
    const row = async (id: number, tenant = mine) =>
      (await readRow(database, books, id, ['id', 'pages', 'author'], { tenant, context: 3 }))?.parse()
    assert.deepEqual(await row(3), { id: 3, pages: bookAt(2).pages, author: { name: 'Ada' } })
    assert.equal(await row(50, other), undefined)
    assert.equal(await row(13), undefined)
    assert.equal(await row(Number.MAX_SAFE_INTEGER), undefined)
  })

  it('compares integers beyond a small column without failing', async () => {
    assert.equal((await find({ pages: { $lt: Number.MAX_SAFE_INTEGER } })).data.length > 0, true)
    assert.equal((await find({ pages: { $in: [Number.MIN_SAFE_INTEGER, 2 ** 40] } })).total, 0)
  })

  it('has one text for lists and pages of any length', () => {
    const textOf = (raw: unknown) =>
      compilePage(books, parseQuery(books, raw, 'socket'), { tenant: 1, context: 3 }).text
    assert.equal(textOf({ id: { $in: [1] } }), textOf({ id: { $in: [1, 2, 3] }, $limit: 3 }))
    assert.notEqual(textOf({ id: { $in: [1] } }), textOf({ id: { $nin: [1] } }))
  })

  it('reads page and total along the index, however deep the cursor stands', async () => {
    const raw = { $limit: 50, $skip: 9000, $select: ['title'] }
    const query = parseQuery(
      books,
      { $select: ['title'], $limit: 50, $cursor: (await find(raw, many)).next_cursor },
      'socket'
    )
    const { text, values } = compilePage(books, query, { tenant: many, context: 3 })
    const explained = { text: `explain (analyze, format json) ${text}`, values }
    const [answer] = await database.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(explained)
    assert.ok(answer)
    const scans = scansIn(answer['QUERY PLAN'][0].Plan)
    assert.deepEqual(
      scans.map(scan => scan['Index Name']),
      ['books_recent_idx', 'books_recent_idx']
    )
    assert.ok(scans.some(scan => scan['Index Cond']?.includes('ROW(bought_at, id) <')))
    assert.deepEqual(scans.map(scan => scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)).sort(), [1001, 51])
  })
})

interface Plan {
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Actual Rows': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Plan[]
}

function scansIn(plan: Plan): Plan[] {
  return [...(plan['Relation Name'] ? [plan] : []), ...(plan.Plans ?? []).flatMap(scansIn)]
}

function open(connectionString: string): Database {
  return openDatabase({ connectionString, poolSize: 2, applicationName: 'query-test', onError() {} })
}

async function onServer(text: string): Promise<void> {
  const server = open(url ?? '')
  await server.query({ text }).finally(() => server.destroy())
}

/** Few values, so that they tie; nulls among them. */
function bookAt(index: number): Row {
  const pick = <Value>(values: readonly Value[], step: number): Value | null =>
    values[(index * step) % values.length] ?? null
  return {
    id: index + 1,
    title: pick(['Ave', 'ave', 'B', '', null, 'O\'Hara \\ {1,"2"}', 'Żuk'], 3),
    shelf: pick([...SHELVES, null], 5),
    kind: SHELVES[index % 3] ?? 'low',
    pages: pick([1, 3, null, -2, 5], 2),
    lent: index % 4 === 0,
    bought_at: new Date(Date.UTC(2026, 0, 1 + (index % 9), 0, 0, 0, index % 2)).toISOString(),
    read_at: pick(['2026-01-01T00:00:00.000Z', null, '2026-03-01T12:00:00.500Z'], 2),
    copy_id: pick([null, '0198b5e6-0000-7000-8000-00000000000a', '0198b5e6-0000-7000-8000-00000000000b'], 1),
    author_id: 1,
    deleted_at: index % 12 === 0 && index > 0 ? '2026-01-01T00:00:00.000Z' : null
  }
}

function isLong({ pages }: Row): boolean {
  return pages !== null && pages >= 3
}

const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  id: [1, 5, 60, 119, 500],
  title: ['Ave', 'ave', '', 'O\'Hara \\ {1,"2"}', 'Żuk', 'none', null],
  shelf: [...SHELVES, null],
  kind: SHELVES,
  pages: [1, 3, -2, 2 ** 40, null],
  bought_at: ['2026-01-04', '2026-01-04T00:00:00.001Z', '2026-01-05T02:00:00+02:00'],
  read_at: ['2026-01-01T00:00:00Z', '2026-02-01', null],
  copy_id: ['0198b5e6-0000-7000-8000-00000000000a', '0198b5e6-0000-7000-8000-00000000000b', null]
}

const RANGES = new Set(['id', 'pages', 'bought_at', 'read_at', 'copy_id'])

const comparison = fc.constantFrom(...Object.keys(VALUES)).chain(name => {
  const value = fc.constantFrom(...(VALUES[name] ?? []))
  const list = fc.array(value, { maxLength: 3 })
  const forms = [value, fc.record({ $ne: value }), fc.record({ $in: list }), fc.record({ $nin: list })]
  const real = fc.constantFrom(...(VALUES[name] ?? []).filter(value => value !== null))
  const range = fc.record({ $gte: real, $lt: real, $gt: real, $lte: real }, { requiredKeys: [] })
  if (RANGES.has(name)) forms.push(range.filter(asked => Object.keys(asked).length > 0))
  return fc.oneof(...forms).map(asked => ({ [name]: asked }))
})
const leaf = fc.oneof(
  { weight: 8, arbitrary: comparison },
  fc.record({ lent: fc.boolean() }),
  fc.record({ long: fc.boolean() })
)
const branches = (inner: fc.Arbitrary<object>) =>
  fc
    .tuple(fc.constantFrom('$or', '$and'), fc.array(inner, { minLength: 1, maxLength: 3 }))
    .map(([key, of]) => ({ [key]: of }))
const where = fc
  .array(fc.oneof({ weight: 2, arbitrary: leaf }, branches(fc.oneof(leaf, branches(leaf)))), { maxLength: 3 })
  .map((parts): object => Object.assign({}, ...parts))
const sorts = fc
  .uniqueArray(fc.constantFrom(...Object.keys(books.fields).filter(name => name !== 'author')), { maxLength: 3 })
  .chain(names =>
    fc.tuple(...names.map(name => fc.constantFrom(1, -1).map(direction => [name, direction]))).map(Object.fromEntries)
  )
