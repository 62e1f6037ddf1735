import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { type ContactDetails, DETAIL_COLUMNS, detailsOf } from './contact-details.ts'
import { CONTACT_COLUMNS, type ContactRow, lockContact } from './contact-row.ts'
import { dropAvatar } from './drop-avatar.ts'
import { recordRow } from './record.ts'
import { mustKnowMember } from './references.ts'
import type { Scope } from './scope.ts'
import { isShown, lockThreadsOf, showContact } from './show-contact.ts'
import { survivorOf } from './survivor.ts'
import { tagContact } from './tag-contact.ts'

/**
 * Changes what is known of a contact, and what its conversations show of it. The log says which fields changed, not
 * what they were: it is never rewritten, and people may want to be forgotten.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`, `bad_data`, `unknown_reference`
 */
export async function updateContact(
  scope: Scope,
  contactId: number,
  details: ContactDetails,
  version: number | null
): Promise<ContactRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { organization_id } = scope.actor
  const id = await survivorOf(scope.tx, organization_id, contactId)
  if (id === null) throw new Refusal('not_found')
  const fields = Object.keys(details)
  const threads = fields.some(isShown) ? await lockThreadsOf(scope, [id]) : []
  const present = await lockContact(scope.tx, organization_id, id, version)
  if (details.owned_by_user_id) await mustKnowMember(scope, details.owned_by_user_id, 'owned_by_user_id')
  if (details.tags) await tagContact(scope, id, details.tags)
  const [row] = await scope.tx.query<ContactRow>(
    prepared(UPDATE, [organization_id, id, scope.now.toISOString(), ...detailsOf(details, present)])
  )
  if (!row) throw new Refusal('not_found')

  if (row.avatar_url !== present.avatar_url) await dropAvatar(scope, present.avatar_url)

  recordRow(scope, organization_id, 'contact.updated', row, { fields })
  showContact(scope, threads, row)
  return row
}

const UPDATE = `
  with page as (
    update contacts set
      ${DETAIL_COLUMNS.map((name, index) => `${name} = $${index + 4}`).join(', ')},
      version = version + 1, updated_at = $3
    where organization_id = $1 and id = $2
    returning *
  )
  select ${CONTACT_COLUMNS} from page`
