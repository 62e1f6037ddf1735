import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { Arrival, ArrivalOf } from './arrivals.ts'
import { holdFacts, type ProviderKey, providerKeyOf, waitForProviderIds } from './hold-facts.ts'
import type { Thread } from './ledger.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { type FlatThread, THREAD_COLUMNS, threadUnderLock } from './threads.ts'

export type Afterthought = ArrivalOf<'reaction'> | ArrivalOf<'edit'> | ArrivalOf<'deletion'>

const AFTERTHOUGHTS: ReadonlySet<string> = new Set(['reaction', 'edit', 'deletion'])

export function isAfterthought(arrival: Arrival): arrival is Afterthought {
  return AFTERTHOUGHTS.has(arrival.fact.kind)
}

/** A message under the lock of its thread. */
export interface MessageInThread {
  readonly thread: Thread
  readonly message: MessageRow
}

/** Messages and their threads under lock, as they change in this transaction. */
export interface Targets {
  readonly threads: Map<number, Thread>
  readonly messages: Map<string, MessageRow>
}

/** The messages that afterthoughts are about, in one round trip. What is not there yet is held for its message. */
export async function findTargets(scope: Scope, arrivals: readonly Afterthought[]): Promise<Targets> {
  const found = await lockMessages(scope.tx, arrivals.map(targetOf))
  const missing = arrivals.filter(arrival => !found.messages.has(targetKey(targetOf(arrival))))
  if (missing.length === 0) return found
  await waitForProviderIds(scope.tx, missing.map(targetOf))
  const late = await lockMessages(scope.tx, missing.map(targetOf))
  holdFacts(
    scope.tx,
    missing
      .filter(arrival => !late.messages.has(targetKey(targetOf(arrival))))
      .map(arrival => ({ arrival, target: arrival.fact.target }))
  )
  // A thread that both have found stays one.
  return {
    threads: new Map([...late.threads, ...found.threads]),
    messages: new Map([...late.messages, ...found.messages])
  }
}

/** Undefined: it is not there, or its conversation is gone. */
export function targetIn({ threads, messages }: Targets, key: ProviderKey): MessageInThread | undefined {
  const message = messages.get(targetKey(key))
  const thread = message && threads.get(message.conversation_id)
  return message && thread ? { thread, message } : undefined
}

export function targetOf({ channel, fact }: Afterthought): ProviderKey {
  return providerKeyOf(channel, fact.target)
}

export function targetKey({ channel_id, provider_message_id }: ProviderKey): string {
  return `${channel_id}/${provider_message_id}`
}

/** The message that the provider knows under this id, and its thread under lock. */
export async function lockMessage(tx: Transaction, key: ProviderKey): Promise<MessageInThread | undefined> {
  return targetIn(await lockMessages(tx, [key]), key)
}

const WANTED = 'unnest($1::bigint[], $2::bigint[], $3::text[]) as w(organization_id, channel_id, provider_message_id)'

const LOCK = `
  select ${THREAD_COLUMNS}
  from (
    select distinct m.organization_id, m.conversation_id
    from ${WANTED} join messages m using (organization_id, channel_id, provider_message_id)
  ) w
  join conversations c on c.organization_id = w.organization_id and c.id = w.conversation_id
  join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
  where c.deleted_at is null
  order by c.organization_id, c.id
  for update of c`

const READ = `select m.* from ${WANTED} join messages m using (organization_id, channel_id, provider_message_id)`

/** Asked without waiting in between: the messages are read once the locks are held. */
async function lockMessages(tx: Transaction, keys: readonly ProviderKey[]): Promise<Targets> {
  const unique = [...new Map(keys.map(key => [targetKey(key), key])).values()]
  const wanted = [
    unique.map(key => key.organization_id),
    unique.map(key => key.channel_id),
    unique.map(key => key.provider_message_id)
  ]
  const [threads, messages] = await Promise.all([
    tx.query<FlatThread>(prepared(LOCK, wanted)),
    tx.query<MessageRow>(prepared(READ, wanted))
  ])
  return {
    threads: new Map(threads.map(flat => [flat.id, threadUnderLock(flat)])),
    messages: new Map(messages.map(row => [`${row.channel_id}/${row.provider_message_id}`, row]))
  }
}
