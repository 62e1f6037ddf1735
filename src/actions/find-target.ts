import { prepared } from '../platform/set-wise.ts'
import type { ArrivalOf } from './arrivals.ts'
import { holdFact, waitForProviderIds } from './hold-facts.ts'
import type { Thread } from './ledger.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'

type Afterthought = ArrivalOf<'reaction'> | ArrivalOf<'edit'> | ArrivalOf<'deletion'>

/** The message an afterthought is about, under the lock of its thread. Not there yet: the fact is held, null. */
export async function findTarget(
  scope: Scope,
  arrival: Afterthought
): Promise<{ thread: Thread; message: MessageRow } | null> {
  const place = (await look(scope, arrival)) ?? (await lookAgain(scope, arrival))
  if (!place) {
    await holdFact(scope.tx, arrival, arrival.fact.target)
    return null
  }
  const thread = (
    await lockThreads(scope.tx, [{ organization_id: place.organization_id, id: place.conversation_id }])
  ).get(place.conversation_id)
  const [message] = await readMessage(scope, place)
  return thread && message ? { thread, message } : null
}

async function lookAgain(scope: Scope, arrival: Afterthought): Promise<MessageRow | undefined> {
  await waitForProviderIds(scope.tx, [
    {
      organization_id: arrival.channel.organization_id,
      channel_id: arrival.channel.id,
      provider_message_id: arrival.fact.target
    }
  ])
  return look(scope, arrival)
}

async function look(scope: Scope, { channel, fact }: Afterthought): Promise<MessageRow | undefined> {
  const [row] = await scope.tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and channel_id = $2 and provider_message_id = $3', [
      channel.organization_id,
      channel.id,
      fact.target
    ])
  )
  return row
}

function readMessage(scope: Scope, { organization_id, id }: MessageRow): Promise<MessageRow[]> {
  return scope.tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and id = $2', [organization_id, id])
  )
}
