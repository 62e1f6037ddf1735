import type { ActorStamp } from '../model/actor.ts'
import { afterInbound, isSpoken } from '../model/conversation.ts'
import { Refusal } from '../model/errors.ts'
import type { ChannelType, Sender } from '../model/message.ts'
import { newId } from '../platform/ids.ts'
import { accessConversation } from './access.ts'
import { addressFor } from './address-for.ts'
import { attachedFiles } from './attached-files.ts'
import type { Draft } from './draft.ts'
import type { Thread } from './ledger.ts'
import { messageOf } from './message-of.ts'
import { mustBeSayable, partsOf } from './parts-of.ts'
import { recordMessage } from './record.ts'
import { beginToSpeak, routeAnew } from './reopen-conversations.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { showReaction } from './show-reaction.ts'
import { earlierTwin, mustBeAbout, quotedMessage } from './words-before.ts'

/**
 * Writes as the customer, where the house itself is the network. What is written is taken in like the post of a
 * provider: it waits for an answer, opens what was closed, and wakes nobody where the contact is blocked.
 * @throws Refusal `not_found`, `unknown_reference`, `wrong_channel`, `idempotency_conflict`, `not_possible`
 */
export async function writeAsCustomer(scope: Scope, draft: Draft, type: ChannelType): Promise<MessageRow> {
  const thread = await accessConversation(scope, draft.conversation_id, 'reply')
  mustBeAbout(thread, draft)
  const twin = await earlierTwin(scope, thread, draft)
  if (twin) return twin
  if (draft.message_type === 'note') throw new Refusal('not_possible', { message: 'Customers leave no notes.' })

  const address = await addressFor(scope, thread, { type })
  const target = await quotedMessage(scope, thread, draft)
  const message = messageOf(scope, thread, draft, {
    channel: type,
    channel_id: address.channel.id,
    identity_id: address.identity_id,
    direction: 'inbound',
    status: 'received',
    send_at: null,
    reply_to_message_id: target?.id ?? null,
    media: await attachedFiles(scope, thread, draft.file_ids ?? []),
    sender: senderOf(thread),
    provider_message_id: newId(),
    provider_at: scope.now.toISOString()
  })
  mustBeSayable(scope, message)
  partsOf(scope, message, target)
  await wake(scope, thread, message, address.channel)
  const row = recordMessage(scope, thread, message, {
    type: 'message.received',
    by: customer(thread),
    patch: afterInbound(thread.row, message, null)
  })
  if (row.message_type === 'reaction' && target) react(scope, thread, row, target)
  return row
}

/** Whose words are meant where nobody says: while an assistant holds control, the customer's. */
export async function sideWhoseTurnItIs(scope: Scope, conversationId: number): Promise<'inbound' | 'outbound'> {
  const { row } = await accessConversation(scope, conversationId, 'reply')
  return row.control_kind === 'assistant' ? 'inbound' : 'outbound'
}

async function wake(
  scope: Scope,
  thread: Thread,
  { message_type }: Omit<MessageRow, 'seq'>,
  channel: Parameters<typeof routeAnew>[2]
): Promise<void> {
  const { blocked, status, last_message, session_id } = thread.row
  if (blocked || !isSpoken(message_type)) return
  if (status !== 'closed' && last_message !== null && session_id !== null) return
  beginToSpeak(scope, thread, customer(thread))
  await routeAnew(scope, thread, channel)
}

function react(scope: Scope, thread: Thread, { content, created_at }: MessageRow, target: MessageRow): void {
  const emoji = content?.['emoji']
  const gesture = {
    emoji: typeof emoji === 'string' && emoji !== '' ? emoji : null,
    by: `contact:${thread.row.contact_id}`,
    at: created_at
  }
  showReaction(scope, thread, target, gesture, { by: customer(thread) })
}

function customer({ row }: Thread): ActorStamp {
  return { type: 'contact', id: row.contact_id, name: row.contact.first_name }
}

function senderOf({ row: { contact } }: Thread): Sender {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ') || null
  return { type: 'contact', id: contact.id, name, avatar_url: contact.avatar_url }
}
