import type { Fact } from '../channels/channel.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { HeardOf } from './arrivals.ts'
import { columnsOf, holdFacts, type ProviderKey, providerKeyOf, waitForProviderIds } from './hold-facts.ts'
import type { Thread } from './ledger.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { type FlatThread, THREAD_COLUMNS, threadUnderLock } from './threads.ts'

/** What is said about a message that the provider names. */
export type AboutTarget = HeardOf<'reaction' | 'edit' | 'deletion'>

const KINDS: ReadonlySet<Fact['kind']> = new Set<Fact['kind']>(['reaction', 'edit', 'deletion'])

export function isAboutTarget(heard: HeardOf<Fact['kind']>): heard is AboutTarget {
  return KINDS.has(heard.fact.kind)
}

/** A message under the lock of its thread. */
export interface MessageInThread {
  readonly thread: Thread
  readonly message: MessageRow
}

/** Messages and their threads under lock, as they change in this transaction. */
export interface Targets {
  /** Ids of messages by the provider's names for them, of which an answer in parts has several. */
  readonly ids: Map<string, string>
  readonly messages: Map<string, MessageRow>
  readonly threads: Map<number, Thread>
}

/** The messages that something is said about, in one round trip. What is about none that is there is held for it. */
export async function findTargets(scope: Scope, heard: readonly AboutTarget[]): Promise<Targets> {
  const found = await lockMessages(scope.tx, heard.map(targetOf))
  const missing = heard.filter(each => !found.ids.has(nameOf(targetOf(each))))
  if (missing.length === 0) return found
  await waitForProviderIds(scope.tx, missing.map(targetOf))
  const late = await lockMessages(scope.tx, missing.map(targetOf))
  const early = missing.filter(each => !late.ids.has(nameOf(targetOf(each))))
  holdFacts(
    scope.tx,
    early.map(each => ({ heard: each, target: each.fact.target }))
  )
  // What both have found stays one.
  return {
    ids: new Map([...late.ids, ...found.ids]),
    messages: new Map([...late.messages, ...found.messages]),
    threads: new Map([...late.threads, ...found.threads])
  }
}

/** Undefined: it is not there, or its conversation is gone. */
export function targetIn({ ids, messages, threads }: Targets, key: ProviderKey): MessageInThread | undefined {
  const message = messages.get(ids.get(nameOf(key)) ?? '')
  const thread = message && threads.get(message.conversation_id)
  return message && thread ? { thread, message } : undefined
}

export function targetOf({ channel, fact }: AboutTarget): ProviderKey {
  return providerKeyOf(channel, fact.target)
}

/** The message that the provider knows under this name, with its thread under lock. */
export async function lockMessage(tx: Transaction, key: ProviderKey): Promise<MessageInThread | undefined> {
  return targetIn(await lockMessages(tx, [key]), key)
}

// Each part of an answer has a name of its own; the row has that of one of them.
const NAMED = `
  with w as (
    select * from unnest($1::bigint[], $2::bigint[], $3::text[]) as w(organization_id, channel_id, provider_message_id)
  ), named as (
    select organization_id, channel_id, provider_message_id, m.id, m.conversation_id
    from w join messages m using (organization_id, channel_id, provider_message_id)
    union
    select organization_id, channel_id, provider_message_id, d.message_id, d.conversation_id
    from w join deliveries d using (organization_id, channel_id, provider_message_id)
  )`

const LOCK = `
  ${NAMED}
  select ${THREAD_COLUMNS}
  from (select distinct organization_id, conversation_id from named) w
  join conversations c on c.organization_id = w.organization_id and c.id = w.conversation_id
  join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
  where c.deleted_at is null
  order by c.organization_id, c.id
  for update of c`

const NAMES = `${NAMED} select channel_id, provider_message_id, id from named`

const READ = `
  ${NAMED}
  select m.* from messages m
  where (m.organization_id, m.id) in (select organization_id, id from named)`

/** Asked without waiting in between: names and messages are read once the locks are held. */
async function lockMessages(tx: Transaction, keys: readonly ProviderKey[]): Promise<Targets> {
  if (keys.length === 0) return { ids: new Map(), messages: new Map(), threads: new Map() }
  const wanted = columnsOf([...new Map(keys.map(key => [nameOf(key), key])).values()])
  const [threads, names, messages] = await Promise.all([
    tx.query<FlatThread>(prepared(LOCK, wanted)),
    tx.query<ProviderKey & { readonly id: string }>(prepared(NAMES, wanted)),
    tx.query<MessageRow>(prepared(READ, wanted))
  ])
  return {
    ids: new Map(names.map(row => [nameOf(row), row.id])),
    messages: new Map(messages.map(row => [row.id, row])),
    threads: new Map(threads.map(flat => [flat.id, threadUnderLock(flat)]))
  }
}

function nameOf({ channel_id, provider_message_id }: Omit<ProviderKey, 'organization_id'>): string {
  return `${channel_id}/${provider_message_id}`
}
