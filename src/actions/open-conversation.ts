import type { ActorStamp } from '../model/actor.ts'
import { liveKey } from '../model/conversation.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { OpenChannel } from './accounts.ts'
import { readContact } from './contact-row.ts'
import { findPersons, type KnownIdentity, type Writer, writerKey } from './find-persons.ts'
import type { Thread } from './ledger.ts'
import { record, recordRow } from './record.ts'
import type { Scope } from './scope.ts'
import { startSession } from './start-session.ts'
import { type FlatThread, THREAD_COLUMNS, threadOf } from './threads.ts'

/** Where somebody's words belong. */
export interface Place {
  readonly identity: KnownIdentity
  readonly thread: Thread
}

/**
 * Gives somebody who writes for the first time a contact, an identity and a conversation. A hundred first messages
 * of one sender at once make one of each: all wait at the sender's address.
 */
export async function openConversation(scope: Scope, writer: Writer, by: ActorStamp): Promise<Place> {
  await waitAtAddresses(scope.tx, writer.channel, writer.person.addresses)
  const found = (await findPersons(scope, [writer])).get(writerKey(writer))
  if (found?.thread) return { identity: found.identity, thread: found.thread }
  const identity = found?.identity ?? (await meet(scope, writer))
  return { identity, thread: await beginThread(scope, writer.channel, identity, by) }
}

/** Holds addresses of a channel until the transaction ends, whether somebody is known by them or not. */
export async function waitAtAddresses(
  tx: Transaction,
  channel: Pick<OpenChannel, 'organization_id' | 'id'>,
  addresses: readonly string[]
): Promise<void> {
  for (const address of [...addresses].sort()) {
    await tx.query(
      prepared('select pg_advisory_xact_lock(hashtextextended($1, $2))', [
        `identity/${channel.id}/${address}`,
        channel.organization_id
      ])
    )
  }
}

async function meet(scope: Scope, { person, channel }: Writer): Promise<KnownIdentity> {
  const [first, ...rest] = (person.name ?? '').trim().split(/\s+/)
  const [contact] = await scope.tx.query<{ id: number }>(
    prepared(
      `insert into contacts (organization_id, first_name, last_name, phone, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $5) returning id`,
      [channel.organization_id, first || null, rest.join(' ') || null, person.phone ?? null, scope.now.toISOString()]
    )
  )
  if (!contact) throw new Error('insert returned no contact')
  const identity = { identity_id: newId(), identity_contact_id: contact.id }
  await scope.tx.query(
    prepared(
      `insert into identities (organization_id, id, contact_id, channel_id, channel_type, name, username, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
      [
        channel.organization_id,
        identity.identity_id,
        contact.id,
        channel.id,
        channel.channel_type,
        person.name ?? null,
        person.username ?? null,
        scope.now.toISOString()
      ]
    )
  )
  await takeAddresses(scope.tx, channel, identity.identity_id, person.addresses)
  recordRow(
    scope,
    channel.organization_id,
    'contact.created',
    await readContact(scope.tx, channel.organization_id, contact.id)
  )
  return identity
}

/** Every form in which the channel names somebody leads to the same identity from now on, unless it was deleted. */
export async function rememberAddresses(
  tx: Transaction,
  channel: OpenChannel,
  identityId: string,
  addresses: readonly string[]
): Promise<void> {
  await tx.query(
    prepared(
      `insert into identity_addresses (organization_id, channel_id, address, identity_id, rank)
       select $1, $2, address, $3, rank - 1 from unnest($4::text[]) with ordinality as w(address, rank)
       where exists (
         select from identities i join contacts k on k.organization_id = i.organization_id and k.id = i.contact_id
         where i.organization_id = $1 and i.id = $3 and k.deleted_at is null
       )
       on conflict (organization_id, channel_id, address) do nothing`,
      [channel.organization_id, channel.id, identityId, [...addresses]]
    )
  )
}

/** The same for somebody new: a number that was handed on belongs to whoever writes from it now. */
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

const BEGIN = `
  with c as (
    insert into conversations (organization_id, contact_id, channel, channel_id, identity_id, live_key,
      last_interaction_at, control_application_id, control_kind, assigned_ai_assistant_id, control_since, created_at,
      updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $7, $7, $7)
    returning *
  )
  select ${THREAD_COLUMNS} from c join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id`

async function beginThread(
  scope: Scope,
  channel: OpenChannel,
  identity: KnownIdentity,
  by: ActorStamp
): Promise<Thread> {
  const now = scope.now.toISOString()
  const [flat] = await scope.tx.query<FlatThread>(
    prepared(BEGIN, [
      channel.organization_id,
      identity.identity_contact_id,
      channel.channel_type,
      channel.id,
      identity.identity_id,
      liveKey(channel.unify, identity.identity_id, identity.identity_contact_id),
      now,
      channel.primary_application_id,
      channel.primary_kind,
      channel.primary_assistant_id
    ])
  )
  if (!flat) throw new Error('insert returned no conversation')
  const row = threadOf(flat)
  const thread: Thread = { before: null, stored: row, row }
  record(scope, thread, { type: 'conversation.created', by })
  startSession(scope, thread, by)
  return thread
}
