import type { MediaReference } from '../channels/channel.ts'
import { sendJobs } from '../platform/jobs.ts'
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

/** A customer's message, and where its media are to be had. */
export interface MessageWithMedia {
  readonly message: MessageRow
  readonly media: readonly MediaReference[]
}

/** Notes what there is to fetch of customers' messages; a worker brings it in the background. */
export function keepMedia(scope: Scope, messages: readonly MessageWithMedia[]): void {
  if (messages.length === 0) return
  const jobs = messages.flatMap(({ message, media }) =>
    media.map((reference, index) => ({
      organization_id: message.organization_id,
      payload: fetchOf(message, reference, index)
    }))
  )
  sendJobs(scope.tx, 'fetch-media', jobs, scope.now)
  scope.tx.afterCommit(() => scope.house.wake('fetch-media'))
}

function fetchOf(message: MessageRow, reference: MediaReference, index: number): Fetch {
  const { organization_id, channel_id, conversation_id, id } = message
  return { organization_id, channel_id, conversation_id, message_id: id, index, reference }
}
