import type { Knex } from 'knex'
import type { Member } from '../model/actor.ts'
import { type Complaint, Refusal } from '../model/errors.ts'
import type { Database } from '../platform/database.ts'
import { type Condition, conditionsOf, parseQuery, QueryError, rowsMatching } from '../platform/query/index.ts'
import { prepared } from '../platform/set-wise.ts'
import { visibleConversations } from './access.ts'
import type { Findings } from './contact-search.ts'
import { type Asking, conversationResource } from './conversation-resource.ts'
import { lookFor, searchKey } from './conversation-search.ts'

const SEARCHES = ['searchTerm', 'messageSearchTerm'] as const

/** Whom to ask: the database, or a transaction under way. */
interface Asked {
  readonly database: Pick<Database, 'query'>
}

/** Which conversations: those of a view, or those that a query finds. */
export type Wish = { readonly view_id: number } | { readonly filter: unknown }

// A filter says which conversations, not which page of them; and a view in a view would never end.
const NOT_IN_A_FILTER = ['$limit', '$skip', '$sort', '$select', '$cursor']

/**
 * Reads a filter of conversations as JSON carries it: the query of a find without its page.
 * @throws Refusal `bad_data` that names every flaw under `filter`
 */
export function readFilter(filter: unknown): readonly Condition[] {
  const complaints = complaintsAbout(filter)
  if (complaints.length > 0) throw new Refusal('bad_data', { complaints: complaints.map(inFilter) })
  return parseQuery(conversationResource, filter, 'socket').where
}

/** Conversations that are meant. In an object, since whoever awaits a builder runs it. */
export interface Meant {
  /** `select id from conversations where …`, to be ordered, limited or put into a statement. */
  readonly ids: Knex.QueryBuilder
}

/**
 * All conversations that the member sees and that are meant, for a statement of one's own around them.
 * @throws Refusal `bad_data`, `unknown_reference`, `broken_view`
 */
export async function conversationsMeant(house: Asked, member: Member, wish: Wish): Promise<Meant> {
  const where = 'filter' in wish ? readFilter(wish.filter) : [inView(wish.view_id)]
  const context = await askingFor(house, member, where)
  const sees = (builder: Knex.QueryBuilder): void => visibleConversations(member, builder)
  const rows = rowsMatching(conversationResource, where, { tenant: member.organization_id, context, sees })
  return { ids: rows.select('id') }
}

/**
 * The member, with what the views stand for that a query names, and how much its terms find. Beside a search term views
 * are ignored.
 * @throws Refusal `unknown_reference` for a view that is not there for the member, `broken_view`
 */
export async function askingFor(
  { database }: Asked,
  member: Member,
  where: readonly Condition[]
): Promise<Member & Asking> {
  const ids = [...new Set(conditionsOf('view_id', where).map(Number))]
  const isSearch = SEARCHES.some(name => conditionsOf(name, where).length > 0)
  const views = isSearch ? new Map(ids.map(id => [id, []])) : await viewsOf(database, member, ids)
  const meant = [...where, ...[...views.values()].flat()]
  return { ...member, views, searches: await searchesIn(database, member, meant) }
}

async function searchesIn(
  database: Pick<Database, 'query'>,
  { organization_id }: Member,
  where: readonly Condition[]
): Promise<ReadonlyMap<string, Findings>> {
  const searches = new Map<string, Findings>()
  for (const name of SEARCHES) {
    for (const term of new Set(conditionsOf(name, where).map(String)))
      searches.set(searchKey(name, term), await lookFor(database, organization_id, name, term))
  }
  return searches
}

async function viewsOf(
  database: Pick<Database, 'query'>,
  member: Member,
  ids: readonly number[]
): Promise<Map<number, readonly Condition[]>> {
  if (ids.length === 0) return new Map()
  const rows = await database.query<{ id: number; filter: unknown }>(
    prepared(
      `select id, filter from views
       where organization_id = $1 and id = any($2::bigint[]) and deleted_at is null and (shared or user_id = $3)`,
      [member.organization_id, ids, member.user_id]
    )
  )
  const filters = new Map(rows.map(row => [row.id, row.filter]))
  return new Map(ids.map(id => [id, meantBy(id, filters)]))
}

function meantBy(id: number, filters: ReadonlyMap<number, unknown>): readonly Condition[] {
  if (!filters.has(id)) {
    throw new Refusal('unknown_reference', { complaints: [{ path: 'view_id', message: 'is no view' }] })
  }
  const filter = filters.get(id)
  const complaints = complaintsAbout(filter)
  if (complaints.length === 0) return parseQuery(conversationResource, filter, 'socket').where
  throw new Refusal('broken_view', { data: { view_id: id }, complaints: complaints.map(inFilter) })
}

function complaintsAbout(filter: unknown): readonly Complaint[] {
  const foreign = NOT_IN_A_FILTER.filter(key => Object.hasOwn(Object(filter), key))
  if (foreign.length > 0) return foreign.map(path => ({ path, message: 'is no condition' }))
  try {
    const { where } = parseQuery(conversationResource, filter, 'socket')
    return conditionsOf('view_id', where).map(() => ({ path: 'view_id', message: 'cannot stand in a view' }))
  } catch (error) {
    if (error instanceof QueryError) return error.complaints
    throw error
  }
}

function inFilter({ path, message }: Complaint): Complaint {
  return { path: `filter.${path}`, message }
}

function inView(id: number): Condition {
  return { kind: 'filter', name: 'view_id', operator: '$eq', value: id }
}
