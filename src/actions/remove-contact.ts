import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { CONTACT_MERGE_COLUMNS, type ContactMergeRow } from './contact-merge-row.ts'
import { CONTACT_COLUMNS, type ContactRow, lockContact } from './contact-row.ts'
import { dropAvatar } from './drop-avatar.ts'
import { holdAddresses } from './hold-addresses.ts'
import { recordRow } from './record.ts'
import { removeConversations } from './remove-conversations.ts'
import type { Scope } from './scope.ts'
import { lockThreadsOf } from './show-contact.ts'

/**
 * Deletes a contact with whatever was merged into it, and its conversations, and takes back what has not left. Its
 * addresses lead nowhere any more: who writes again from one of them is somebody new.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`, `already_merged`
 */
export async function removeContact(scope: Scope, id: number, version: number | null): Promise<ContactRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { tx, now } = scope
  const { organization_id } = scope.actor
  await holdAddresses(scope, [id])
  // Conversations before the contact, as whoever writes takes them.
  await lockThreadsOf(scope, [id])
  const { merged_into_id, avatar_url } = await lockContact(tx, organization_id, id, version)
  if (merged_into_id !== null) throw new Refusal('already_merged', { data: { contact_id: merged_into_id } })
  // Somebody may have begun one until the contact was locked.
  await removeConversations(scope, await lockThreadsOf(scope, [id]), { contact_id: id })
  const merges = await tx.query<ContactMergeRow>(prepared(END_MERGES, [organization_id, id, now.toISOString()]))
  const [row] = await tx.query<ContactRow>(prepared(REMOVE, [organization_id, id, now.toISOString()]))
  if (!row) throw new Refusal('not_found')
  await tx.query(prepared(FORGET_ADDRESSES, [organization_id, id]))
  await dropAvatar(scope, avatar_url)

  for (const merge of merges) recordRow(scope, organization_id, 'contact-merge.deleted', merge)
  recordRow(scope, organization_id, 'contact.deleted', row)
  return row
}

// Whoever is shown as the contact goes with it.
const END_MERGES = `
  with gone as (
    update contacts set deleted_at = $3, updated_at = $3, version = version + 1
    where organization_id = $1 and merged_into_id = $2
    returning id
  )
  update contact_merges set deleted_at = $3, updated_at = $3
  where organization_id = $1 and deleted_at is null and merged_contact_id in (select id from gone)
  returning ${CONTACT_MERGE_COLUMNS}`

const FORGET_ADDRESSES = `
  delete from identity_addresses a using identities i
  where i.organization_id = $1 and i.contact_id = $2 and a.organization_id = i.organization_id and a.identity_id = i.id`

const REMOVE = `
  with page as (
    update contacts set deleted_at = $3, updated_at = $3, version = version + 1
    where organization_id = $1 and id = $2
    returning *
  )
  select ${CONTACT_COLUMNS} from page`
