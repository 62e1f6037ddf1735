import type { Knex } from 'knex'
import { isFoundWithin, searchWords } from '../model/search-words.ts'
import type { Database } from '../platform/database.ts'

/** How much a term finds: the ids of all that is found, or too much to begin with it. */
export type Findings = { readonly kind: 'few'; readonly ids: readonly number[] } | { readonly kind: 'many' }

// Of a million, a hundredth: above it, a list is walked in its order and looked at one by one, and a page is full soon;
// below, what is found is sorted.
export const MOST_FOUND = 10_000

type Asked = Pick<Database, 'query'>

/**
 * Finds contacts that a term describes by name, company, e-mail, phone or address: every word of it must be found,
 * without regard to case and accents. What was known of one that was merged finds whom it is shown as.
 */
export async function findContacts(database: Asked, organizationId: number, term: string): Promise<Findings> {
  const frequent: string[] = []
  let ids: readonly number[] | null = null
  for (const word of searchWords(term)) {
    const found = await contactsWith(database, organizationId, word)
    if (found.length > MOST_FOUND) frequent.push(word)
    else ids = common(ids, found)
  }
  if (ids === null) return { kind: 'many' }
  if (frequent.length > 0 && ids.length > 0) ids = await describedAmong(database, organizationId, ids, frequent)
  return { kind: 'few', ids }
}

function common(one: readonly number[] | null, other: readonly number[]): readonly number[] {
  const ids = new Set(other)
  return one === null ? [...ids] : one.filter(id => ids.has(id))
}

// Each part ends as soon as it has found too much.
const BY_TEXT = `
  select coalesce(k.merged_into_id, k.id) as id from contacts k
  where k.organization_id = $1 and k.deleted_at is null and k.search_text like plain_text($2)
  limit ${MOST_FOUND + 1}`

const BY_ADDRESS = `
  select i.contact_id as id from (
    select a.organization_id, a.identity_id from identity_addresses a
    where a.organization_id = $1 and a.address ilike $2
    limit ${MOST_FOUND + 1}
  ) a
  join identities i on i.organization_id = a.organization_id and i.id = a.identity_id`

/** Without a name, so that it is planned for its word each time. A contact may stand in the answer twice. */
async function contactsWith(database: Asked, organizationId: number, word: string): Promise<number[]> {
  const text = isFoundWithin(word) ? `(${BY_TEXT}) union all (${BY_ADDRESS})` : BY_TEXT
  const rows = await database.query<{ id: number }>({ text, values: [organizationId, patternOf(word)] })
  return rows.map(row => row.id)
}

function patternOf(word: string): string {
  const escaped = word.replace(/[\\%_]/g, '\\$&')
  return isFoundWithin(word) ? `%${escaped}%` : `% ${escaped}%`
}

async function describedAmong(
  database: Asked,
  organizationId: number,
  ids: readonly number[],
  words: readonly string[]
): Promise<number[]> {
  const described = words.map((word, index) => describedBy('k', `$${index + 3}`, isFoundWithin(word)))
  const rows = await database.query<{ id: number }>({
    text: `select distinct coalesce(k.merged_into_id, k.id) as id from contacts k
      where k.organization_id = $1 and (k.id = any($2::bigint[]) or k.merged_into_id = any($2::bigint[]))
        and ${described.join(' and ')}`,
    values: [organizationId, ids, ...words.map(patternOf)]
  })
  return rows.map(row => row.id)
}

/** `offset 0` keeps the planner from turning it round. */
function describedBy(contact: string, pattern: string, within: boolean): string {
  const text = `${contact}.search_text like plain_text(${pattern})`
  if (!within) return text
  return `(${text} or exists (
    select from identities i
    join identity_addresses a on a.organization_id = i.organization_id and a.identity_id = i.id
    where i.organization_id = ${contact}.organization_id and i.contact_id = ${contact}.id and a.address ilike ${pattern}
    offset 0))`
}

/** Narrows a query over contacts, looked at one by one, to those that a term describes. */
export function addDescribed(builder: Knex.QueryBuilder, term: string): void {
  for (const word of searchWords(term))
    builder.whereRaw(describedBy('contacts', ':pattern', isFoundWithin(word)), { pattern: patternOf(word) })
}

/** Narrows a query to contacts that wear a tag. */
export function taggedWith(builder: Knex.QueryBuilder, column: string, organizationId: number, tagId: number): void {
  builder.whereRaw(
    `"${column}" in (select ct.contact_id from contact_tags ct where ct.organization_id = ? and ct.tag_id = ?)`,
    [organizationId, tagId]
  )
}
