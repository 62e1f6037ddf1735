import type { ActorStamp } from '../model/actor.ts'
import { liveKey } from '../model/conversation.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { OpenChannel } from './accounts.ts'
import { findPersons, type KnownIdentity, type Writer, writerKey } from './find-persons.ts'
import { amend, type Thread } from './ledger.ts'
import { meetPerson } from './meet-person.ts'
import { record } from './record.ts'
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
 * of one sender at once make one of each: all wait at the sender's address, on other channels at the number.
 */
export async function openConversation(scope: Scope, writer: Writer, by: ActorStamp): Promise<Place> {
  const place = await prepareConversation(scope, writer, by)
  if (place.thread.before === null && place.thread.row.session_id === null) startSession(scope, place.thread, by)
  return place
}

/** The same before anybody has spoken: no session begins. */
export async function prepareConversation(scope: Scope, writer: Writer, by: ActorStamp): Promise<Place> {
  const { person, channel } = writer
  await waitAt(scope.tx, channel.organization_id, [
    ...placesOf(channel, person.addresses),
    ...(person.phone ? [`phone/${person.phone}`] : [])
  ])
  const found = (await findPersons(scope, [writer])).get(writerKey(writer))
  if (found?.thread) return { identity: found.identity, thread: found.thread }
  const identity = found?.identity ?? (await meetPerson(scope, writer))
  if (channel.unify === 'contact') return openForContact(scope, writer, identity, by)
  // The other identities that used it begin anew.
  const former = found?.former?.row.identity_id === identity.identity_id ? found.former : null
  const thread = former ? goOn(former, writer, identity) : await beginThread(scope, channel, identity, by)
  return { identity, thread }
}

/** Where conversations are unified by contact, all identities of one wait for each other. */
async function openForContact(scope: Scope, writer: Writer, identity: KnownIdentity, by: ActorStamp): Promise<Place> {
  const { organization_id } = writer.channel
  await waitAt(scope.tx, organization_id, [`contact/${identity.identity_contact_id}`])
  // What was begun in this transaction is found then.
  await scope.ledger.write(scope.tx)
  const found = (await findPersons(scope, [writer])).get(writerKey(writer))
  if (found?.thread) return { identity, thread: found.thread }
  if (found?.former) return { identity, thread: goOn(found.former, writer, identity) }
  return { identity, thread: await beginThread(scope, writer.channel, identity, by) }
}

/** What began under the other unification goes on under this one, with its next session. */
function goOn(thread: Thread, { channel }: Writer, { identity_id, identity_contact_id }: KnownIdentity): Thread {
  amend(thread, { live_key: liveKey(channel.unify, identity_id, identity_contact_id) })
  return thread
}

/** Holds addresses of a channel until the transaction ends, whether somebody is known by them or not. */
export async function waitAtAddresses(
  tx: Transaction,
  channel: Pick<OpenChannel, 'organization_id' | 'id'>,
  addresses: readonly string[]
): Promise<void> {
  await waitAt(tx, channel.organization_id, placesOf(channel, addresses))
}

function placesOf({ id }: Pick<OpenChannel, 'id'>, addresses: readonly string[]): string[] {
  return addresses.map(address => `identity/${id}/${address}`)
}

/** In one order, whoever waits: in a subselect, the locks are taken as the rows are sorted. */
async function waitAt(tx: Transaction, organizationId: number, places: readonly string[]): Promise<void> {
  await tx.query(
    prepared(
      `select pg_advisory_xact_lock(hashtextextended(place, $1))
       from (select place from unnest($2::text[]) as place order by place collate "C" offset 0) sorted`,
      [organizationId, places]
    )
  )
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
  return thread
}
