import type { Spelled } from '../platform/query/index.ts'

const SAME = (column: 'email' | 'phone'): string => `
  select coalesce(k.merged_into_id, k.id) from known
  join contacts k on k.organization_id = known.organization_id and k.${column} = known.${column} and k.deleted_at is null
  where known.${column} is not null`

// What is known of the contact, and of whatever was merged into it.
const LIKE = `"id" in (
  with shown as (
    select coalesce(merged_into_id, id) as id from contacts where organization_id = ? and id = ?::bigint
  ), known as materialized (
    select organization_id, email, phone from contacts where organization_id = ? and id = (select id from shown)
    union all
    select organization_id, email, phone from contacts
    where organization_id = ? and merged_into_id = (select id from shown)
  )
  select like_it.id from (${SAME('email')} union ${SAME('phone')}) like_it (id) where like_it.id <> (select id from shown))`

/** Contacts that have the e-mail address or the number of another one, exactly, and are not shown as the same. */
export function likenessOf(contactId: number, organizationId: number): Spelled {
  return [LIKE, organizationId, contactId, organizationId, organizationId]
}
