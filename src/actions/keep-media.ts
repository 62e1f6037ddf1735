import type { MediaReference } from '../channels/channel.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

/** Notes what there is to fetch of a customer's message; a worker brings it in the background. */
export async function keepMedia(scope: Scope, message: MessageRow, media: readonly MediaReference[]): Promise<void> {
  const payloads = media.map((reference, index) => ({
    organization_id: message.organization_id,
    channel_id: message.channel_id,
    conversation_id: message.conversation_id,
    message_id: message.id,
    index,
    reference
  }))
  await scope.tx.query(
    prepared(
      `insert into jobs (organization_id, id, kind, payload, due_at)
       select $1, id, 'fetch-media', payload, $4
       from unnest($2::uuid[], $3::jsonb[]) as w(id, payload)`,
      [
        message.organization_id,
        payloads.map(() => newId()),
        payloads.map(payload => JSON.stringify(payload)),
        scope.now.toISOString()
      ]
    )
  )
  scope.tx.afterCommit(() => scope.house.wake('fetch-media'))
}
