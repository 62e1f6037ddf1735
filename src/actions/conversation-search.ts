import type { Knex } from 'knex'
import { isFoundWithin, searchWords } from '../model/search-words.ts'
import type { Database } from '../platform/database.ts'
import { type NamedStatement, sql, statementOf } from '../platform/query/index.ts'
import { type Findings, findContacts } from './contact-search.ts'

export type SearchName = 'searchTerm' | 'messageSearchTerm'

// Of a million, a twentieth: to read a message costs more than to read a name. The limit that is met stops the search.
const MOST_SAID = 50_000

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
  if (name === 'searchTerm') return findContacts(database, organizationId, term)
  const rows = await database.query<{ id: number }>(conversationsWith(organizationId, term))
  return rows.length > MOST_SAID ? { kind: 'many' } : { kind: 'few', ids: [...new Set(rows.map(row => row.id))] }
}

function conversationsWith(organizationId: number, term: string): NamedStatement {
  const said = sql('messages').select('conversation_id as id').where('organization_id', organizationId)
  return statementOf(said.whereRaw(SAID, [term]).limit(MOST_SAID + 1), false)
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

/** Narrows conversations, one by one, to those whose contact a term describes. */
export function addContactDescribed(builder: Knex.QueryBuilder, term: string): void {
  for (const word of searchWords(term)) {
    const within = isFoundWithin(word)
    const escaped = word.replace(/[\\%_]/g, '\\$&')
    builder.whereRaw(DESCRIBED, { pattern: within ? `%${escaped}%` : `% ${escaped}%`, within })
  }
}
