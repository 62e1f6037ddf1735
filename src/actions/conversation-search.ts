import type { Knex } from 'knex'
import { isFoundWithin, searchWords } from '../model/search-words.ts'
import type { Database } from '../platform/database.ts'
import { sql, statementOf } from '../platform/query/index.ts'

export type SearchName = 'searchTerm' | 'messageSearchTerm'

/**
 * How much a term finds: the ids of all that is found, to be looked at once more for the words of `rest`; or too much to
 * begin with it.
 */
export type Findings =
  | { readonly kind: 'few'; readonly ids: readonly number[]; readonly rest: readonly string[] }
  | { readonly kind: 'many' }

// Of a million, a fiftieth or a twentieth: above it, conversations are walked by recency and looked at one by one, and a
// page is full soon; below, what is found is sorted. To read a message costs more than to read a name.
const MOST_FOUND = { searchTerm: 20_000, messageSearchTerm: 50_000 } as const

export function searchKey(name: SearchName, term: string): string {
  return `${name}:${term}`
}

/** Finds out how much a term finds: contacts for `searchTerm`, conversations for `messageSearchTerm`. */
export async function lookFor(
  database: Pick<Database, 'query'>,
  organizationId: number,
  name: SearchName,
  term: string
): Promise<Findings> {
  if (name === 'searchTerm') return contactsWith(database, organizationId, term)
  const ids = await idsOf(
    database,
    sql('messages').select('conversation_id as id'),
    organizationId,
    SAID,
    [term],
    MOST_FOUND[name]
  )
  return ids ? { kind: 'few', ids, rest: [] } : { kind: 'many' }
}

/** Word by word: those that few contacts have say where to begin, and the others are looked for there. */
async function contactsWith(
  database: Pick<Database, 'query'>,
  organizationId: number,
  term: string
): Promise<Findings> {
  let begin: ReadonlySet<number> | null = null
  const rest: string[] = []
  for (const word of searchWords(term)) {
    const ids = await contactsWithWord(database, organizationId, word)
    if (ids === null) rest.push(word)
    else begin = begin === null ? new Set(ids) : new Set(ids.filter(id => begin?.has(id)))
  }
  return begin === null ? { kind: 'many' } : { kind: 'few', ids: [...begin], rest }
}

async function contactsWithWord(
  database: Pick<Database, 'query'>,
  organizationId: number,
  word: string
): Promise<number[] | null> {
  const pattern = patternOf(word)
  const shown = sql('contacts').select(sql.raw('coalesce(merged_into_id, id) as id'))
  const named = 'deleted_at is null and search_text like plain_text(?)'
  const ids = await idsOf(database, shown, organizationId, named, [pattern], MOST_FOUND.searchTerm)
  if (ids === null || !isFoundWithin(word)) return ids
  const addresses = sql('identity_addresses').select('identity_id as id')
  const at = sql('identities')
    .select('contact_id as id')
    .whereIn('id', addresses.where('organization_id', organizationId).whereRaw('address ilike ?', [pattern]))
  const known = await idsOf(database, at, organizationId, 'true', [], MOST_FOUND.searchTerm)
  return known && [...ids, ...known]
}

/** null: more than can be begun with. A limit that is met stops the search. */
async function idsOf(
  database: Pick<Database, 'query'>,
  rows: Knex.QueryBuilder,
  organizationId: number,
  where: string,
  bindings: readonly string[],
  most: number
): Promise<number[] | null> {
  const some = rows
    .where('organization_id', organizationId)
    .whereRaw(where, [...bindings])
    .limit(most + 1)
  const found = await database.query<{ id: number }>(statementOf(some, false))
  return found.length > most ? null : [...new Set(found.map(row => row.id))]
}

function patternOf(word: string): string {
  const escaped = word.replace(/[\\%_]/g, '\\$&')
  return isFoundWithin(word) ? `%${escaped}%` : `% ${escaped}%`
}

const SAID = `deleted_at is null and message_text is not null and search_vector(message_text) @@ search_query(?)`

/** Narrows conversations, one by one, to those in which a term was said. */
export function addMessageSaid(builder: Knex.QueryBuilder, term: string): void {
  builder.whereRaw(
    `exists (
      select from messages where organization_id = conversations.organization_id and conversation_id = conversations.id
        and ${SAID} offset 0)`,
    [term]
  )
}

// `offset 0` keeps the planner from turning it round.
const DESCRIBED = `
  exists (
    select from contacts k
    where k.organization_id = conversations.organization_id and k.deleted_at is null
      and (k.id = conversations.contact_id or k.merged_into_id = conversations.contact_id)
      and k.search_text like plain_text(:pattern)
    union all
    select from identities i
    join identity_addresses a on a.organization_id = i.organization_id and a.identity_id = i.id
    where :within and i.organization_id = conversations.organization_id and i.contact_id = conversations.contact_id
      and a.address ilike :pattern
    offset 0)`

/** Narrows conversations, one by one, to those whose contact words describe. */
export function addContactDescribed(builder: Knex.QueryBuilder, words: readonly string[]): void {
  for (const word of words) builder.whereRaw(DESCRIBED, { pattern: patternOf(word), within: isFoundWithin(word) })
}
