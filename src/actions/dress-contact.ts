import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { lockContact, readContact } from './contact-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Puts one tag on a contact, or takes it off; the others stay.
 * @throws Refusal `unknown_reference` for what is no tag
 */
export async function dressContact(
  scope: Scope,
  contactId: number,
  tagId: number,
  wears: boolean
): Promise<{ readonly tag_id: number; readonly changed: boolean }> {
  const { organization_id } = scope.actor
  await lockContact(scope.tx, organization_id, contactId, null)
  await mustBeTag(scope, tagId)
  const key = [organization_id, contactId, tagId]
  const changes = await scope.tx.query(
    wears
      ? prepared(
          `insert into contact_tags (organization_id, contact_id, tag_id, created_at) values ($1, $2, $3, $4)
           on conflict do nothing returning 1`,
          [...key, scope.now.toISOString()]
        )
      : prepared(
          'delete from contact_tags where organization_id = $1 and contact_id = $2 and tag_id = $3 returning 1',
          key
        )
  )
  if (changes.length > 0) {
    const contact = await readContact(scope.tx, organization_id, contactId)
    recordRow(scope, organization_id, 'contact.updated', contact, { fields: ['tags'] })
  }
  return { tag_id: tagId, changed: changes.length > 0 }
}

/** Whoever deletes it waits until it is worn, and takes it off again. */
async function mustBeTag({ tx, actor }: Scope, id: number): Promise<void> {
  const found = await tx.query(
    prepared('select 1 from tags where organization_id = $1 and id = $2 and deleted_at is null for key share', [
      actor.organization_id,
      id
    ])
  )
  if (found.length === 0) throw new Refusal('unknown_reference', { data: { field: 'tag_id' } })
}
