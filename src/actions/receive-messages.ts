import type { MessageFact } from '../channels/channel.ts'
import type { ActorStamp } from '../model/actor.ts'
import { afterInbound, afterOutbound, type ConversationPatch, isSpoken } from '../model/conversation.ts'
import type { Media, Sender } from '../model/message.ts'
import { windowAfter } from '../model/window.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { OpenChannel } from './accounts.ts'
import type { ArrivalOf } from './arrivals.ts'
import { type Found, findPersons, writerKey } from './find-persons.ts'
import { columnsOf, type EarlyFact, holdFacts, type ProviderKey, providerKeyOf } from './hold-facts.ts'
import { keepMedia, type MessageWithMedia } from './keep-media.ts'
import type { Thread } from './ledger.ts'
import { openConversation, type Place, rememberAddresses } from './open-conversation.ts'
import { recordMessage } from './record.ts'
import { beginToSpeak, routeAnew } from './reopen-conversations.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

type Arrival = ArrivalOf<'message'>
type Draft = Omit<MessageRow, 'seq'>

export interface Received {
  /** New messages for which something was held. */
  readonly awaited: readonly ProviderKey[]
  /** What is there already, but could not be shown so far. */
  readonly legible: readonly Arrival[]
}

/**
 * Takes in what people said, set-wise: any number of messages of any number of channels in a handful of statements
 * once everybody is known. A message that is there already is passed over, so twice is once.
 */
export async function receiveMessages(scope: Scope, arrivals: readonly Arrival[]): Promise<Received> {
  if (arrivals.length === 0) return { awaited: [], legible: [] }
  // Looked up under the locks, which are asked for first: what another process has stored meanwhile is seen.
  const [found, { known, illegible, held }] = await Promise.all([
    findPersons(scope, arrivals.map(writerOf)),
    lookUp(scope, arrivals)
  ])
  const awaited: ProviderKey[] = []
  const legible: Arrival[] = []
  const early: EarlyFact[] = []
  const withMedia: MessageWithMedia[] = []

  for (const arrival of arrivals) {
    const key = keyOf(arrival.channel.id, arrival.fact.provider_message_id)
    const isLegible = arrival.fact.message_type !== 'unsupported'
    if (known.has(key)) {
      if (isLegible && illegible.delete(key)) legible.push(arrival)
      continue
    }
    // Nearly everybody is known and awake: what need not wait does not.
    const place = placeIn(found, arrival) ?? (await placeFor(scope, arrival, found))
    if (wakes(arrival.fact, place.thread)) await wake(scope, place.thread, arrival)
    const message = receive(scope, place, arrival, known)
    known.set(key, message.id)
    if (arrival.fact.media.length > 0) withMedia.push({ message, media: arrival.fact.media })
    const missing = missingQuote(arrival, known)
    if (missing !== undefined) {
      early.push({ heard: arrival, target: missing })
      held.add(keyOf(arrival.channel.id, missing))
    }
    if (!isLegible) illegible.add(key)
    if (held.has(key)) awaited.push(providerKeyOf(arrival.channel, arrival.fact.provider_message_id))
  }
  holdFacts(scope.tx, early)
  keepMedia(scope, withMedia)
  return { awaited, legible }
}

/** A closed conversation opens again. Of one that nothing was said in yet this is the first session. */
async function wake(scope: Scope, thread: Thread, { fact, channel }: Arrival): Promise<void> {
  beginToSpeak(scope, thread, stampOf(fact, thread))
  await routeAnew(scope, thread, channel)
}

function receive(
  scope: Scope,
  { thread, identity }: Place,
  { fact, channel }: Arrival,
  known: ReadonlyMap<string, string>
): MessageRow {
  const quoted = fact.reply_to ? (known.get(keyOf(channel.id, fact.reply_to)) ?? null) : null
  const draft = draftOf(scope, thread, channel, identity.identity_id, fact, quoted)
  return recordMessage(scope, thread, draft, {
    type: fact.direction === 'inbound' ? 'message.received' : 'message.echoed',
    by: stampOf(fact, thread),
    patch: patchOf(scope, thread, fact, draft)
  })
}

/** What it quotes may come later, and then it is held for that. */
function missingQuote({ fact, channel }: Arrival, known: ReadonlyMap<string, string>): string | undefined {
  return fact.reply_to && !known.has(keyOf(channel.id, fact.reply_to)) ? fact.reply_to : undefined
}

/** Blocked people, history and reactions are kept and wake nobody. */
function wakes(fact: MessageFact, { row }: Thread): boolean {
  if (row.status !== 'closed' && row.last_message !== null && row.session_id !== null) return false
  return fact.direction === 'inbound' && !fact.quiet && isSpoken(fact.message_type) && !row.blocked
}

function patchOf(scope: Scope, thread: Thread, fact: MessageFact, draft: Draft): ConversationPatch {
  if (fact.quiet) return {}
  if (fact.direction === 'outbound') return afterOutbound(thread.row, draft)
  const hours = scope.house.channel(draft.channel).capabilities.window_hours
  const window = fact.opens_window ? windowAfter(fact.at, hours) : null
  const patch = afterInbound(thread.row, draft, window)
  return { ...patch, ...addressPatch(thread, draft, window) }
}

/** Where an organization unifies by contact, a thread answers where the customer wrote last, while that window is open. */
function addressPatch(thread: Thread, draft: Draft, window_expires_at: string | null): ConversationPatch {
  if (thread.row.identity_id === draft.identity_id || thread.row.blocked) return {}
  return { channel: draft.channel, channel_id: draft.channel_id, identity_id: draft.identity_id, window_expires_at }
}

function draftOf(
  scope: Scope,
  { row }: Thread,
  channel: OpenChannel,
  identityId: string,
  fact: MessageFact,
  quoted: string | null
): Draft {
  const inbound = fact.direction === 'inbound'
  return {
    organization_id: row.organization_id,
    id: newId(),
    conversation_id: row.id,
    contact_id: row.contact_id,
    channel: channel.channel_type,
    channel_id: channel.id,
    identity_id: identityId,
    direction: fact.direction,
    sender: inbound ? senderOf(fact, row.contact) : { type: 'phone_app', id: null, name: null },
    message_type: fact.message_type,
    message_text: fact.message_text,
    media: fact.media.map(mediaOf),
    reply_to_message_id: quoted,
    reactions: [],
    content: fact.content,
    status: inbound ? 'received' : 'sent',
    status_at: fact.at,
    error: null,
    attempts: 0,
    provider_message_id: fact.provider_message_id,
    client_id: null,
    control_epoch: null,
    send_at: null,
    edited_at: null,
    history: [],
    provider_at: fact.at,
    created_at: scope.now.toISOString(),
    deleted_at: null,
    // A quoted message may be one that was never ours to store.
    metadata: { ...fact.metadata, ...(fact.reply_to && !quoted && { reply_to_provider_message_id: fact.reply_to }) }
  }
}

export function mediaOf(reference: MessageFact['media'][number]): Media {
  return {
    file_id: null,
    url: null,
    file_name: reference.file_name,
    file_type: reference.file_type,
    file_size: null,
    category: reference.category,
    state: 'pending'
  }
}

function senderOf(fact: MessageFact, contact: Thread['row']['contact']): Sender {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ') || fact.person.name || null
  return { type: 'contact', id: contact.id, name, avatar_url: contact.avatar_url }
}

function stampOf(fact: MessageFact, { row }: Thread): ActorStamp {
  if (fact.direction === 'outbound') return { type: 'phone_app', id: null, name: null }
  return { type: 'contact', id: row.contact_id, name: row.contact.first_name ?? fact.person.name ?? null }
}

function placeIn(found: ReadonlyMap<string, Found>, arrival: Arrival): Place | undefined {
  const there = found.get(writerKey(writerOf(arrival)))
  return there?.thread && !there.has_new_address ? { identity: there.identity, thread: there.thread } : undefined
}

async function placeFor(scope: Scope, arrival: Arrival, found: Map<string, Found>): Promise<Place> {
  const writer = writerOf(arrival)
  const key = writerKey(writer)
  const there = found.get(key)
  if (there?.has_new_address) {
    await rememberAddresses(scope.tx, writer.channel, there.identity.identity_id, writer.person.addresses)
    found.set(key, { ...there, has_new_address: false })
  }
  if (there?.thread) return { identity: there.identity, thread: there.thread }
  const place = await openConversation(scope, writer, {
    type: 'contact',
    id: null,
    name: arrival.fact.person.name ?? null
  })
  // The same person may stand in one batch under several addresses.
  const thread = threadIn(found, place.thread.row.id) ?? place.thread
  found.set(key, { identity: place.identity, thread, former: null, has_new_address: false })
  return { identity: place.identity, thread }
}

function threadIn(found: ReadonlyMap<string, Found>, id: number): Thread | undefined {
  for (const { thread } of found.values()) if (thread?.row.id === id) return thread
  return undefined
}

function writerOf({ fact, channel }: Arrival) {
  return { person: fact.person, channel }
}

// Each part of an answer has a name of its own; the row has that of one of them. An answer that is quoted stands in a
// thread that is locked already: it has been settled, or whoever settles it finds what is held.
const LOOK_UP = `
  with w as (
    select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::boolean[])
      as w(organization_id, channel_id, provider_message_id, is_quoted)
  )
  select m.channel_id, m.provider_message_id, m.id, m.message_type = 'unsupported' as illegible
  from w join messages m using (organization_id, channel_id, provider_message_id)
  union all
  select d.channel_id, d.provider_message_id, d.message_id, false
  from w join deliveries d using (organization_id, channel_id, provider_message_id) where w.is_quoted
  union all
  select h.channel_id, h.provider_message_id, null, false
  from w join held_facts h using (organization_id, channel_id, provider_message_id)`

interface LookedUp {
  readonly channel_id: number
  readonly provider_message_id: string
  readonly id: string | null
  readonly illegible: boolean
}

/** What is stored already of these provider ids, quoted ones included, and for which of them something waits. */
async function lookUp(
  scope: Scope,
  arrivals: readonly Arrival[]
): Promise<{ known: Map<string, string>; illegible: Set<string>; held: Set<string> }> {
  const own = arrivals.map(({ fact, channel }) => providerKeyOf(channel, fact.provider_message_id))
  const ownNames = new Set(own.map(key => keyOf(key.channel_id, key.provider_message_id)))
  const quoted = arrivals.flatMap(({ fact, channel }) =>
    fact.reply_to && !ownNames.has(keyOf(channel.id, fact.reply_to)) ? [providerKeyOf(channel, fact.reply_to)] : []
  )
  const isQuoted = [...own.map(() => false), ...quoted.map(() => true)]
  const rows = await scope.tx.query<LookedUp>(prepared(LOOK_UP, [...columnsOf([...own, ...quoted]), isQuoted]))
  const known = new Map<string, string>()
  const illegible = new Set<string>()
  const held = new Set<string>()
  for (const row of rows) {
    const key = keyOf(row.channel_id, row.provider_message_id)
    if (row.id === null) held.add(key)
    else known.set(key, row.id)
    if (row.illegible) illegible.add(key)
  }
  return { known, illegible, held }
}

function keyOf(channelId: number, providerMessageId: string): string {
  return `${channelId}/${providerMessageId}`
}
