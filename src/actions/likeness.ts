import type { Spelled } from '../platform/query/index.ts'

const SAME = (column: 'email' | 'phone'): string => `
  select coalesce(k.merged_into_id, k.id) from known
  join contacts k on k.organization_id = known.organization_id and k.${column} = known.${column} and k.deleted_at is null
  where known.${column} is not null`

// The materialized rows are few: the contact and whatever was merged into it.
const LIKE = `"id" in (
  with shown as (
    select organization_id, coalesce(merged_into_id, id) as id from contacts where organization_id = ? and id = ?::bigint
  ), known as materialized (
    select k.organization_id, k.email, k.phone from shown
    join contacts k on k.organization_id = shown.organization_id and (k.id = shown.id or k.merged_into_id = shown.id)
  )
  select like_it.id from (${SAME('email')} union ${SAME('phone')}) like_it (id) where like_it.id <> (select id from shown))`

/** Contacts that have the e-mail address or the number of another one, exactly, and are not shown as the same. */
export function likenessOf(contactId: number, organizationId: number): Spelled {
  return [LIKE, organizationId, contactId]
}
