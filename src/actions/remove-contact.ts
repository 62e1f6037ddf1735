import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { CONTACT_COLUMNS, type ContactRow, lockContact } from './contact-row.ts'
import { waitAtAddresses } from './open-conversation.ts'
import { recordRow } from './record.ts'
import { removeConversations } from './remove-conversations.ts'
import type { Scope } from './scope.ts'
import { lockThreadsOf } from './show-contact.ts'

/**
 * Deletes a contact and its conversations, and takes back what has not left. Its addresses lead nowhere any more:
 * who writes again from one of them is somebody new.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`
 */
export async function removeContact(scope: Scope, id: number, version: number | null): Promise<ContactRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { tx, now } = scope
  const { organization_id } = scope.actor
  await holdAddresses(scope, id)
  // Conversations before the contact, as whoever writes takes them.
  await removeConversations(scope, await lockThreadsOf(scope, id), { contact_id: id })
  await lockContact(tx, organization_id, id, version)
  const [row] = await tx.query<ContactRow>(prepared(REMOVE, [organization_id, id, now.toISOString()]))
  if (!row) throw new Refusal('not_found')
  await tx.query(prepared(FORGET_ADDRESSES, [organization_id, id]))

  recordRow(scope, organization_id, 'contact.deleted', row)
  return row
}

/** Nobody begins a conversation from one of these addresses until this is over. */
async function holdAddresses({ tx, actor: { organization_id } }: Scope, contactId: number): Promise<void> {
  const held = await tx.query<{ channel_id: number; addresses: string[] }>(
    prepared(ADDRESSES, [organization_id, contactId])
  )
  for (const { channel_id, addresses } of held)
    await waitAtAddresses(tx, { organization_id, id: channel_id }, addresses)
}

const ADDRESSES = `
  select a.channel_id, array_agg(a.address) as addresses
  from identities i
  join identity_addresses a on a.organization_id = i.organization_id and a.identity_id = i.id
  where i.organization_id = $1 and i.contact_id = $2
  group by a.channel_id order by a.channel_id`

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
