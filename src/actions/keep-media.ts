import type { MediaReference } from '../channels/channel.ts'
import { leaveJobs } from '../platform/jobs.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

/** One thing to fetch of a customer's message. */
export interface Fetch {
  readonly organization_id: number
  readonly channel_id: number
  readonly conversation_id: number
  readonly message_id: string
  /** Its place among the message's media. */
  readonly index: number
  readonly reference: MediaReference
  /** How often the provider gave something else than it said. */
  readonly faults?: number
}

/** Notes what there is to fetch of a customer's message; a worker brings it in the background. */
export async function keepMedia(scope: Scope, message: MessageRow, media: readonly MediaReference[]): Promise<void> {
  const { organization_id, channel_id, conversation_id, id } = message
  const fetches = media.map(
    (reference, index): Fetch => ({ organization_id, channel_id, conversation_id, message_id: id, index, reference })
  )
  await leaveJobs(scope.tx, organization_id, 'fetch-media', fetches, scope.now)
  scope.tx.afterCommit(() => scope.house.wake('fetch-media'))
}
