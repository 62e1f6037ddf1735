import type { Knex } from 'knex'
import { isFoundWithin, searchWords } from '../model/search-words.ts'

/**
 * Contacts one of whose words has a word in it, or one of whose addresses on a channel has. What was known of one that
 * was merged finds whom it is shown as.
 */
const WITHIN = `
  select coalesce(k.merged_into_id, k.id) from contacts k
  where k.organization_id = :organization and k.deleted_at is null and k.search_text like plain_text(:within)
  union
  select i.contact_id from identity_addresses a
  join identities i on i.organization_id = a.organization_id and i.id = a.identity_id
  where a.organization_id = :organization and a.address ilike :within`

const BEGINNING = `
  select coalesce(k.merged_into_id, k.id) from contacts k
  where k.organization_id = :organization and k.deleted_at is null and k.search_text like plain_text(:beginning)`

/**
 * Narrows a query to contacts that a term describes by name, company, e-mail, phone or address: every word of it must
 * be found, without regard to case and accents.
 */
export function describedBy(builder: Knex.QueryBuilder, column: string, organizationId: number, term: string): void {
  for (const word of searchWords(term)) {
    const pattern = word.replace(/[\\%_]/g, '\\$&')
    builder.whereRaw(`"${column}" in (${isFoundWithin(word) ? WITHIN : BEGINNING})`, {
      organization: organizationId,
      within: `%${pattern}%`,
      beginning: `% ${pattern}%`
    })
  }
}

/** Narrows a query to contacts that wear a tag. */
export function taggedWith(builder: Knex.QueryBuilder, column: string, organizationId: number, tagId: number): void {
  builder.whereRaw(
    `"${column}" in (select ct.contact_id from contact_tags ct where ct.organization_id = ? and ct.tag_id = ?)`,
    [organizationId, tagId]
  )
}
