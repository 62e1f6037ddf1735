import type { ActorStamp } from '../model/actor.ts'
import type { ConversationPatch, LastMessage } from '../model/conversation.ts'
import { preview } from '../model/message.ts'
import { laterOf, windowAfter } from '../model/window.ts'
import type { ArrivalOf } from './arrivals.ts'
import { findTarget } from './find-target.ts'
import type { Thread } from './ledger.ts'
import { recordMessageChange } from './record.ts'
import type { MessageRow, Reaction } from './rows.ts'
import type { Scope } from './scope.ts'

/** One reaction per person and message; the later one by the provider's clock stands. */
export async function receiveReaction(scope: Scope, arrival: ArrivalOf<'reaction'>): Promise<void> {
  const target = await findTarget(scope, arrival)
  if (!target) return
  const { thread, message } = target
  const { fact } = arrival
  const by = fact.by === 'customer' ? `contact:${message.contact_id}` : 'phone_app'
  const known = latestReactions(message)
  if ((known[by] ?? '') >= fact.at) return

  const others = message.reactions.filter(each => each.by !== by)
  const reactions: Reaction[] = fact.emoji ? [...others, { emoji: fact.emoji, by, at: fact.at }] : others
  recordMessageChange(
    scope,
    thread,
    message,
    { reactions, metadata: { ...message.metadata, reacted_at: { ...known, [by]: fact.at } } },
    {
      type: 'message.reacted',
      by: customer(thread),
      data: { emoji: fact.emoji, by },
      patch: widened(scope, thread, fact.at)
    }
  )
}

/** The text is replaced and what it was is kept. An older edit that arrives late is passed over. */
export async function receiveEdit(scope: Scope, arrival: ArrivalOf<'edit'>): Promise<void> {
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
    { type: 'message.edited', by: customer(thread) }
  )
  showInList(thread, edited)
}

/** The customer took it back: the row stays, marked, so that nobody answers to nothing. */
export async function receiveDeletion(scope: Scope, arrival: ArrivalOf<'deletion'>): Promise<void> {
  const target = await findTarget(scope, arrival)
  if (!target) return
  const { thread, message } = target
  if (message.metadata['revoked_at']) return
  recordMessageChange(
    scope,
    thread,
    message,
    { metadata: { ...message.metadata, revoked_at: arrival.fact.at } },
    { type: 'message.revoked', by: customer(thread) }
  )
}

function customer({ row }: Thread): ActorStamp {
  return { type: 'contact', id: row.contact_id, name: row.contact.first_name }
}

function latestReactions(message: MessageRow): Readonly<Record<string, string>> {
  const known = message.metadata['reacted_at']
  return typeof known === 'object' && known !== null ? Object.fromEntries(Object.entries(known)) : {}
}

/** A reaction is a sign of life where the provider counts it as one. */
function widened(scope: Scope, { row }: Thread, at: string): ConversationPatch {
  const { window_hours, reactions } = scope.house.channel(row.channel).capabilities
  if (!reactions || row.blocked) return {}
  return { window_expires_at: laterOf(row.window_expires_at, windowAfter(at, window_hours)) }
}

function showInList(thread: Thread, message: MessageRow): void {
  const last = thread.row.last_message
  if (last?.id !== message.id) return
  const shown: LastMessage = { ...last, preview: preview(message.message_type, message.message_text) }
  thread.row = { ...thread.row, last_message: shown }
}
