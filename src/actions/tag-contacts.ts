import { Refusal } from '../model/errors.ts'
import type { Statement } from '../platform/database.ts'
import { prepared } from '../platform/set-wise.ts'
import { CONTACT_COLUMNS, type ContactRow } from './contact-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Puts a tag on contacts, and answers those that did not wear it.
 * @throws Refusal `unknown_reference` for what is no tag
 */
export async function tagContacts(scope: Scope, ids: readonly number[], tagId: number): Promise<Set<number>> {
  await mustKnowTag(scope, tagId)
  const { actor, now } = scope
  return dress(scope, ids, prepared(PUT_ON, [actor.organization_id, ids, tagId, now.toISOString()]))
}

/** Takes a tag off contacts, and answers those that wore it; `since`: only where they have worn it since just then. */
export function untagContacts(
  scope: Scope,
  ids: readonly number[],
  tagId: number,
  since: string | null = null
): Promise<Set<number>> {
  return dress(scope, ids, prepared(TAKE_OFF, [scope.actor.organization_id, ids, tagId, since]))
}

/** Whoever deletes it waits until they wear it, and takes it off again. @throws Refusal `unknown_reference` */
export async function mustKnowTag({ tx, actor }: Scope, id: number): Promise<void> {
  const found = await tx.query(
    prepared('select 1 from tags where organization_id = $1 and id = $2 and deleted_at is null for key share', [
      actor.organization_id,
      id
    ])
  )
  if (found.length === 0) throw new Refusal('unknown_reference', { data: { field: 'tag_id' } })
}

async function dress(scope: Scope, ids: readonly number[], change: Statement): Promise<Set<number>> {
  const { tx, now, actor } = scope
  await tx.query(prepared(LOCK, [actor.organization_id, ids]))
  const changed = (await tx.query<{ contact_id: number }>(change)).map(row => row.contact_id)
  if (changed.length === 0) return new Set()
  const rows = await tx.query<ContactRow>(prepared(UPDATE, [actor.organization_id, changed, now.toISOString()]))
  for (const row of rows) recordRow(scope, actor.organization_id, 'contact.updated', row, { fields: ['tags'] })
  return new Set(changed)
}

const LOCK = `
  select from contacts where organization_id = $1 and id = any($2::bigint[]) and deleted_at is null
  order by id for no key update`

const PUT_ON = `
  insert into contact_tags (organization_id, contact_id, tag_id, created_at)
  select $1, k.id, $3, $4 from contacts k
  where k.organization_id = $1 and k.id = any($2::bigint[]) and k.deleted_at is null
  on conflict do nothing returning contact_id`

const TAKE_OFF = `
  delete from contact_tags
  where organization_id = $1 and contact_id = any($2::bigint[]) and tag_id = $3
    and ($4::timestamptz is null or created_at = $4)
  returning contact_id`

const UPDATE = `
  with page as (
    update contacts set version = version + 1, updated_at = $3
    where organization_id = $1 and id = any($2::bigint[])
    returning *
  )
  select ${CONTACT_COLUMNS} from page order by page.id`
