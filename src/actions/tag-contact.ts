import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { createTags } from './create-tag.ts'
import type { Scope } from './scope.ts'

/** A tag by its id or by its name. A name that no tag has yet makes one. */
export type TagWish = number | string

/**
 * Gives a contact under lock exactly these tags.
 * @throws Refusal `unknown_reference` for an id that is no tag
 */
export async function tagContact(scope: Scope, contactId: number, wishes: readonly TagWish[]): Promise<void> {
  const ids = wishes.filter(wish => typeof wish === 'number')
  const names = wishes.filter(wish => typeof wish === 'string').map(name => name.trim())
  if (names.length > 0) await createTags(scope, names)
  const wanted = await find(scope, ids, names)
  if (ids.some(id => !wanted.includes(id))) throw new Refusal('unknown_reference', { data: { field: 'tags' } })

  const { organization_id } = scope.actor
  await scope.tx.query(
    prepared(
      'delete from contact_tags where organization_id = $1 and contact_id = $2 and tag_id <> all($3::bigint[])',
      [organization_id, contactId, wanted]
    )
  )
  await scope.tx.query(
    prepared(
      `insert into contact_tags (organization_id, contact_id, tag_id, created_at)
       select $1, $2, id, $4 from unnest($3::bigint[]) as w(id) on conflict do nothing`,
      [organization_id, contactId, wanted, scope.now.toISOString()]
    )
  )
}

/** Whoever deletes one of them waits until this contact wears it, and takes it off again. */
async function find({ tx, actor }: Scope, ids: readonly number[], names: readonly string[]): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    prepared(
      `select id from tags
       where organization_id = $1 and deleted_at is null and (id = any($2::bigint[]) or name = any($3::citext[]))
       order by id for key share`,
      [actor.organization_id, ids, names]
    )
  )
  return rows.map(row => row.id)
}
