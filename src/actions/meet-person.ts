import { readPhone } from '../model/phone.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { OpenChannel } from './accounts.ts'
import { readContact } from './contact-row.ts'
import { contactWithNumber } from './contact-with-number.ts'
import type { KnownIdentity, Writer } from './find-persons.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Makes an identity of somebody whom a channel has not seen. It joins the one contact that has the number the provider
 * vouches for, and is a new contact's where there is none or it is not certain.
 */
export async function meetPerson(scope: Scope, { person, channel }: Writer): Promise<KnownIdentity> {
  const known = await contactWithNumber(scope, { person, channel })
  const contactId = known?.shown_as ?? (await insertContact(scope, { person, channel }))
  const identity = { identity_id: newId(), identity_contact_id: contactId }
  await scope.tx.query(
    prepared(
      `insert into identities (organization_id, id, contact_id, home_contact_id, channel_id, channel_type, name, username,
         created_at, updated_at)
       values ($1, $2, $3, nullif($4::bigint, $3), $5, $6, $7, $8, $9, $9)`,
      [
        channel.organization_id,
        identity.identity_id,
        contactId,
        known?.id ?? contactId,
        channel.id,
        channel.channel_type,
        person.name ?? null,
        person.username ?? null,
        scope.now.toISOString()
      ]
    )
  )
  await takeAddresses(scope.tx, channel, identity.identity_id, person.addresses)
  const contact = await readContact(scope.tx, channel.organization_id, contactId)
  if (known) recordRow(scope, channel.organization_id, 'contact.updated', contact, { fields: ['identities'] })
  else recordRow(scope, channel.organization_id, 'contact.created', contact)
  return identity
}

async function insertContact(scope: Scope, { person, channel }: Writer): Promise<number> {
  const [first, ...rest] = (person.name ?? '').trim().split(/\s+/)
  const phone = person.phone ? readPhone(person.phone) : null
  const [contact] = await scope.tx.query<{ id: number }>(
    prepared(
      `insert into contacts (organization_id, first_name, last_name, phone, phone_country_code, phone_country_iso,
         created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7) returning id`,
      [
        channel.organization_id,
        first || null,
        rest.join(' ') || null,
        phone?.number ?? null,
        phone?.country_code ?? null,
        phone?.country_iso ?? null,
        scope.now.toISOString()
      ]
    )
  )
  if (!contact) throw new Error('insert returned no contact')
  return contact.id
}

/** A number that was handed on belongs to whoever writes from it now. */
async function takeAddresses(
  tx: Transaction,
  channel: OpenChannel,
  identityId: string,
  addresses: readonly string[]
): Promise<void> {
  await tx.query(
    prepared(
      `insert into identity_addresses (organization_id, channel_id, address, identity_id, rank)
       select $1, $2, address, $3, rank - 1 from unnest($4::text[]) with ordinality as w(address, rank)
       on conflict (organization_id, channel_id, address) do update set
         identity_id = excluded.identity_id, rank = excluded.rank, created_at = now()`,
      [channel.organization_id, channel.id, identityId, [...addresses]]
    )
  )
}
