import type { Knex } from 'knex'
import type { Condition, FindQuery } from './find-query.ts'
import { addAfter, orderOf } from './order.ts'
import { type AnyResource, ownField, type Resource } from './resource.ts'
import { hiddenOf, shapeOf } from './row-shape.ts'
import { createFrame, type Frame, framed, type NamedStatement, sql, statementOf } from './statement.ts'
import { addConditions } from './where.ts'

/** On whose behalf rows are read. */
export interface Reader<Context> {
  /** Value of the resource's tenant column; null only where it has none. */
  readonly tenant: number | null
  /** What of the tenant's rows this reader may see; nothing said: all. */
  readonly sees?: (builder: Knex.QueryBuilder) => void
  /** What the resource's own filters need to know. */
  readonly context: Context
}

/** How many matching rows `total` looks at: one more than it is exact for. */
export const MOST_COUNTED = 1001

/**
 * One statement for a page and its total, for `PageWriter` to read. It answers limit + 1 rows, so that one knows
 * whether more follow; without any row on the page still one, with the total and a null id. With limit 0: the exact
 * total alone.
 */
export function compilePage<Context>(
  resource: Resource<Context>,
  query: FindQuery,
  reader: Reader<Context>
): NamedStatement {
  const matching = rowsMatching(resource, query.where, reader)
  const steady = isSteady(resource, query.where)
  if (query.limit === 0) return statementOf(sql.count('*').from(matching.as('matching')), steady)

  const rows = matching.toSQL()
  const page = pageOf(resource, query)
  // Not materialized: the planner reads the page and the count each by its own best index.
  const head = `with matching as not materialized (${rows.sql}), page as (${page.text})`
  return framed(frameOf(resource, query), head, [...rows.bindings, ...page.values], steady)
}

/** One statement for the row with an id. No row: it does not exist for this reader. */
export function compileRow<Context>(
  resource: Resource<Context>,
  id: number | string,
  select: readonly string[],
  reader: Reader<Context>
): NamedStatement {
  const row = rowsMatching(resource, [{ kind: 'field', name: resource.idField, operator: '$eq', value: id }], reader)
  const builder = sql
    .select(sql.raw(shapeOf(resource, select).columns.join(', ')))
    .from(row.as('page'))
    .joinRaw(joinsOf(resource, select))
  return statementOf(builder)
}

/** All rows that meet the conditions, as far as this reader may see them, for a statement of one's own around them. */
export function rowsMatching<Context>(
  resource: Resource<Context>,
  where: readonly Condition[],
  reader: Reader<Context>
): Knex.QueryBuilder {
  const rows = rowsOf(resource, reader)
  addConditions(rows, resource, where, reader.context)
  return rows
}

/** The rows a reader may see at all. Every statement begins here. */
function rowsOf<Context>(resource: Resource<Context>, { tenant, sees }: Reader<Context>): Knex.QueryBuilder {
  const rows: Knex.QueryBuilder = sql(resource.table)
  if (resource.tenant !== null) {
    if (tenant === null || tenant === undefined) throw new TypeError(`${resource.table} is read without a tenant`)
    rows.whereRaw(`"${resource.tenant}" = ?::bigint`, [tenant])
  }
  if (resource.softDelete) rows.whereNull('deleted_at')
  // A group of its own, so that an `or` inside cannot reach around the tenant.
  if (sees) rows.where(group => sees(group))
  return rows
}

function isSteady({ steady }: AnyResource, where: readonly Condition[]): boolean {
  return steady === null || where.every(condition => 'name' in condition && steady.has(condition.name))
}

function pageOf(
  resource: AnyResource,
  { sort, after, limit, skip }: FindQuery
): { readonly text: string; readonly values: readonly unknown[] } {
  const order = `order by ${orderOf(resource, sort)} limit ?${skip > 0 ? ' offset ?' : ''}`
  const bounds = skip > 0 ? [limit + 1, skip] : [limit + 1]
  if (!after) return { text: `select * from matching ${order}`, values: bounds }
  const beyond: Knex.QueryBuilder = sql('matching')
  addAfter(beyond, resource, sort, after)
  const { sql: text, bindings } = beyond.toSQL()
  return { text: `${text} ${order}`, values: [...bindings, ...bounds] }
}

const frames = new WeakMap<readonly string[], Map<string, Frame>>()
// Every order is an own frame, and there are many more than are ever asked for.
const MOST_ORDERS = 100

/** What follows the rows of a page: the same for all that show these fields in this order, so it is written once. */
function frameOf(resource: AnyResource, query: FindQuery): Frame {
  const known = frames.get(query.select) ?? new Map<string, Frame>()
  const order = query.sort.join(' ')
  const there = known.get(order)
  if (there) return there
  const frame = createFrame(tailOf(resource, query))
  if (known.size >= MOST_ORDERS) known.clear()
  frames.set(query.select, known.set(order, frame))
  return frame
}

function tailOf(resource: AnyResource, query: FindQuery): string {
  return `select ${columnsOf(resource, query)}
    from (select count(*) as total from (${fewOf(resource)}) few) counted
    left join page on true ${joinsOf(resource, query.select)}
    order by ${orderOf(resource, query.sort, 'page.')}`
}

/** Along an index: without an order the planner holds a sequential scan, through others' rows too, for shorter. */
function fewOf(resource: AnyResource): string {
  return `select from matching order by ${orderOf(resource, resource.defaultSort)} limit ${MOST_COUNTED}`
}

function columnsOf(resource: AnyResource, query: FindQuery): string {
  const hidden = shapeOf(resource, hiddenOf(query)).columns
  return [...shapeOf(resource, query.select).columns, 'counted.total', ...hidden].join(', ')
}

function joinsOf(resource: AnyResource, select: readonly string[]): string {
  const names = new Set(select.map(name => ownField(resource, name)?.derived?.join))
  return [...names].map(name => (name === undefined ? '' : resource.joins[name])).join(' ')
}
