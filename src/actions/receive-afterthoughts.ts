import type { ActorStamp } from '../model/actor.ts'
import type { ConversationPatch, LastMessage } from '../model/conversation.ts'
import { preview } from '../model/message.ts'
import { laterOf, windowAfter } from '../model/window.ts'
import type { HeardOf } from './arrivals.ts'
import { findTarget } from './find-target.ts'
import type { Thread } from './ledger.ts'
import { recordMessageChange } from './record.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { showReaction } from './show-reaction.ts'

/** One reaction per person and message; the later one by the provider's clock stands. */
export async function receiveReaction(scope: Scope, arrival: HeardOf<'reaction'>): Promise<void> {
  const target = await findTarget(scope, arrival)
  if (!target) return
  const { thread, message } = target
  const { fact } = arrival
  const by = fact.by === 'customer' ? `contact:${message.contact_id}` : 'phone_app'
  const gesture = { emoji: fact.emoji, by, at: fact.at }
  showReaction(scope, thread, message, gesture, {
    by: fact.by === 'customer' ? customer(thread) : PHONE_APP,
    patch: widened(scope, thread, fact)
  })
}

/** The text is replaced and what it was is kept. An older edit that arrives late is passed over. */
export async function receiveEdit(scope: Scope, arrival: HeardOf<'edit'>): Promise<void> {
  const target = await findTarget(scope, arrival)
  if (!target) return
  const { thread, message } = target
  const { fact } = arrival
  if ((message.edited_at ?? '') >= fact.at) return
  const edited = recordMessageChange(
    scope,
    thread,
    message,
    {
      message_text: fact.message_text,
      edited_at: fact.at,
      history: [...message.history, { message_text: message.message_text, until: fact.at }]
    },
    { type: 'message.edited', by: authorOf(message, thread) }
  )
  showInList(thread, edited)
}

/** The customer took it back: the row stays, marked, so that nobody answers to nothing. */
export async function receiveDeletion(scope: Scope, arrival: HeardOf<'deletion'>): Promise<void> {
  const target = await findTarget(scope, arrival)
  if (!target) return
  const { thread, message } = target
  if (message.metadata['revoked_at']) return
  recordMessageChange(
    scope,
    thread,
    message,
    { metadata: { ...message.metadata, revoked_at: arrival.fact.at } },
    { type: 'message.revoked', by: authorOf(message, thread) }
  )
}

const PHONE_APP: ActorStamp = { type: 'phone_app', id: null, name: null }

/** Only its author edits a message or takes it back. */
function authorOf({ direction }: MessageRow, thread: Thread): ActorStamp {
  return direction === 'inbound' ? customer(thread) : PHONE_APP
}

function customer({ row }: Thread): ActorStamp {
  return { type: 'contact', id: row.contact_id, name: row.contact.first_name }
}

/** A reaction is a sign of life where the provider counts it as one. */
function widened(scope: Scope, { row }: Thread, { at, by }: HeardOf<'reaction'>['fact']): ConversationPatch {
  const { window_hours, reactions } = scope.house.channel(row.channel).capabilities
  if (!reactions || row.blocked || by !== 'customer') return {}
  return { window_expires_at: laterOf(row.window_expires_at, windowAfter(at, window_hours)) }
}

/** The list shows the last message as it is now. */
export function showInList(thread: Thread, message: MessageRow): void {
  const last = thread.row.last_message
  if (last?.id !== message.id) return
  const { message_type } = message
  const shown: LastMessage = { ...last, message_type, preview: preview(message_type, message.message_text) }
  thread.row = { ...thread.row, last_message: shown }
}
