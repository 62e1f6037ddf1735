import { stampOf } from '../model/actor.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { type ContactDetails, DETAIL_COLUMNS, detailsOf } from './contact-details.ts'
import { CONTACT_COLUMNS, type ContactRow, readContact } from './contact-row.ts'
import { recordRow } from './record.ts'
import { mustKnowMember } from './references.ts'
import type { Scope } from './scope.ts'
import { type TagWish, tagContact } from './tag-contact.ts'

/**
 * Makes a contact known before it has written.
 * @throws Refusal `forbidden`, `bad_data`, `unknown_reference`
 */
export async function createContact(scope: Scope, details: ContactDetails): Promise<ContactRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { organization_id } = scope.actor
  const kept = detailsOf(details)
  if (details.owned_by_user_id) await mustKnowMember(scope, details.owned_by_user_id, 'owned_by_user_id')
  const [row] = await scope.tx.query<ContactRow>(
    prepared(INSERT, [organization_id, scope.now.toISOString(), stampOf(scope.actor).id, ...kept])
  )
  if (!row) throw new Error('an insert returned no contact')
  const contact = details.tags ? await tagged(scope, row, details.tags) : row

  recordRow(scope, organization_id, 'contact.created', contact)
  return contact
}

async function tagged(
  scope: Scope,
  { organization_id, id }: ContactRow,
  tags: readonly TagWish[]
): Promise<ContactRow> {
  await tagContact(scope, id, tags)
  return readContact(scope.tx, organization_id, id)
}

const INSERT = `
  with page as (
    insert into contacts (organization_id, created_at, updated_at, created_by_user_id, ${DETAIL_COLUMNS.join(', ')})
    values ($1, $2, $2, $3, ${DETAIL_COLUMNS.map((_, index) => `$${index + 4}`).join(', ')})
    returning *
  )
  select ${CONTACT_COLUMNS} from page`
