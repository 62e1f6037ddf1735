import type { ConversationPatch } from '../../src/client/drafts.ts'
import type { Conversation } from '../../src/client/wire.ts'
import { client } from '../session/client.ts'
import { attempt } from '../trouble/trouble.ts'

/** Changes a conversation; what the server refuses is shown. */
export function change({ id }: Pick<Conversation, 'id'>, patch: ConversationPatch): void {
  attempt(client.service('conversations').patch(id, patch))
}

export function toggleClosed(conversation: Conversation): void {
  change(conversation, { status: conversation.status === 'open' ? 'closed' : 'open' })
}

const NINE = 9

/** Nine in the morning, so many days from now, where the reader is. */
export function morningIn(days: number, now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, NINE)
}

/** Days until the next Monday that is not today. */
export function daysToMonday(now: Date): number {
  return (8 - now.getDay()) % 7 || 7
}
