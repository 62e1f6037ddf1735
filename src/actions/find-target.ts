import { prepared } from '../platform/set-wise.ts'
import type { OpenChannel } from './accounts.ts'
import type { HeardOf } from './arrivals.ts'
import { holdFact, waitForProviderIds } from './hold-facts.ts'
import type { Thread } from './ledger.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'

type Afterthought = HeardOf<'reaction' | 'edit' | 'deletion'>

/** A message under the lock of its thread. */
export interface MessageInThread {
  readonly thread: Thread
  readonly message: MessageRow
}

/** The message an afterthought is about. Not there yet: the fact is held, null. */
export async function findTarget(scope: Scope, arrival: Afterthought): Promise<MessageInThread | null> {
  const { channel, fact } = arrival
  if (!(await look(scope, channel, fact.target))) {
    const { organization_id } = channel
    await waitForProviderIds(scope.tx, [{ organization_id, channel_id: channel.id, provider_message_id: fact.target }])
    if (!(await look(scope, channel, fact.target))) {
      await holdFact(scope.tx, arrival, fact.target)
      return null
    }
  }
  return lockMessage(scope, channel, fact.target)
}

/** The message that the provider knows under this id, read again once its thread is locked. */
export async function lockMessage(
  scope: Scope,
  channel: OpenChannel,
  providerMessageId: string
): Promise<MessageInThread | null> {
  const place = await look(scope, channel, providerMessageId)
  if (!place) return null
  const { organization_id, conversation_id } = place
  const threads = await lockThreads(scope.tx, [{ organization_id, id: conversation_id }])
  const thread = threads.get(conversation_id)
  const message = await look(scope, channel, providerMessageId)
  return thread && message ? { thread, message } : null
}

// Each part of an answer has a name of its own; the row has that of one of them.
const LOOK = `
  select * from messages where organization_id = $1 and channel_id = $2 and provider_message_id = $3
  union all
  (
    select m.* from deliveries d
    join messages m on m.organization_id = d.organization_id and m.id = d.message_id
    where d.organization_id = $1 and d.channel_id = $2 and d.provider_message_id = $3
  )
  limit 1`

async function look(scope: Scope, channel: OpenChannel, providerMessageId: string): Promise<MessageRow | undefined> {
  const [row] = await scope.tx.query<MessageRow>(
    prepared(LOOK, [channel.organization_id, channel.id, providerMessageId])
  )
  return row
}
