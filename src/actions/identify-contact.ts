import { Refusal } from '../model/errors.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { OpenChannel } from './accounts.ts'
import { readContact } from './contact-row.ts'
import type { Writer } from './find-persons.ts'
import { rememberAddresses, waitAtAddresses } from './open-conversation.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * How a contact is known on a channel. One who has not been met there gets an identity by the phone number, or by
 * `nobody`, an address that is nobody's.
 * @throws Refusal `wrong_channel` without a number, or where that is somebody else's
 */
export async function identifyContact(
  scope: Scope,
  channel: OpenChannel,
  contactId: number,
  nobody: string | null
): Promise<Writer> {
  const known = await addressOn(scope, channel, contactId)
  if (known !== null) return { person: { addresses: [known] }, channel }
  const contact = await readContact(scope.tx, channel.organization_id, contactId)
  const typed = nobody ?? contact.phone
  const person = typed === null ? undefined : scope.house.channel(channel.channel_type).personAt?.(typed)
  if (!person) throw new Refusal('wrong_channel', { data: { channel: channel.channel_type } })

  await waitAtAddresses(scope.tx, channel, person.addresses)
  const identityId = newId()
  await insertIdentity(scope, channel, contactId, identityId)
  await rememberAddresses(scope.tx, channel, identityId, person.addresses)
  // Whoever has the address already keeps it.
  if ((await addressOn(scope, channel, contactId)) === null) {
    throw new Refusal('wrong_channel', { message: 'The number of this contact is another one’s on that channel.' })
  }
  const row = await readContact(scope.tx, channel.organization_id, contactId)
  recordRow(scope, channel.organization_id, 'contact.updated', row, { fields: ['identities'] })
  return { person: { addresses: person.addresses }, channel }
}

async function addressOn({ tx }: Scope, channel: OpenChannel, contactId: number): Promise<string | null> {
  const [row] = await tx.query<{ address: string }>(
    prepared(
      `select a.address from identities i
       join identity_addresses a on a.organization_id = i.organization_id and a.identity_id = i.id
       where i.organization_id = $1 and i.contact_id = $2 and i.channel_id = $3
       order by i.updated_at desc, i.id, a.rank, a.created_at limit 1`,
      [channel.organization_id, contactId, channel.id]
    )
  )
  return row?.address ?? null
}

async function insertIdentity(scope: Scope, channel: OpenChannel, contactId: number, id: string): Promise<void> {
  await scope.tx.query(
    prepared(
      `insert into identities (organization_id, id, contact_id, channel_id, channel_type, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $6)`,
      [channel.organization_id, id, contactId, channel.id, channel.channel_type, scope.now.toISOString()]
    )
  )
}
