import type { ActorStamp } from '../model/actor.ts'
import type { ConversationPatch, LastMessage } from '../model/conversation.ts'
import { preview } from '../model/message.ts'
import { laterOf, windowAfter } from '../model/window.ts'
import { type AboutTarget, findTargets, type MessageInThread, targetIn, targetOf } from './find-targets.ts'
import type { Thread } from './ledger.ts'
import { recordMessageChange } from './record.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { showReaction } from './show-reaction.ts'

/** Applies what is said about messages afterwards, set-wise and in order. What comes before its message is held. */
export async function receiveAfterthoughts(scope: Scope, heard: readonly AboutTarget[]): Promise<void> {
  if (heard.length === 0) return
  const targets = await findTargets(scope, heard)
  for (const each of heard) {
    const target = targetIn(targets, targetOf(each))
    if (target) targets.messages.set(target.message.id, messageAfter(scope, target, each.fact))
  }
}

function messageAfter(scope: Scope, target: MessageInThread, fact: AboutTarget['fact']): MessageRow {
  switch (fact.kind) {
    case 'reaction':
      return receiveReaction(scope, target, fact)
    case 'edit':
      return receiveEdit(scope, target, fact)
    case 'deletion':
      return receiveDeletion(scope, target, fact)
  }
}

/** One reaction per person and message; the later one by the provider's clock stands. */
function receiveReaction(scope: Scope, { thread, message }: MessageInThread, fact: FactOf<'reaction'>): MessageRow {
  const by = fact.by === 'customer' ? `contact:${message.contact_id}` : 'phone_app'
  const gesture = { emoji: fact.emoji, by, at: fact.at }
  return showReaction(scope, thread, message, gesture, {
    by: fact.by === 'customer' ? customer(thread) : PHONE_APP,
    patch: widened(scope, thread, fact)
  })
}

/** The text is replaced and what it was is kept. An older edit that arrives late is passed over. */
function receiveEdit(scope: Scope, { thread, message }: MessageInThread, fact: FactOf<'edit'>): MessageRow {
  if ((message.edited_at ?? '') >= fact.at) return message
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
  return edited
}

/** The customer took it back: the row stays, marked, so that nobody answers to nothing. */
function receiveDeletion(scope: Scope, { thread, message }: MessageInThread, fact: FactOf<'deletion'>): MessageRow {
  if (message.metadata['revoked_at']) return message
  return recordMessageChange(
    scope,
    thread,
    message,
    { metadata: { ...message.metadata, revoked_at: fact.at } },
    { type: 'message.revoked', by: authorOf(message, thread) }
  )
}

type FactOf<Kind extends AboutTarget['fact']['kind']> = Extract<AboutTarget['fact'], { kind: Kind }>

const PHONE_APP: ActorStamp = { type: 'phone_app', id: null, name: null }

/** Only its author edits a message or takes it back. */
function authorOf({ direction }: MessageRow, thread: Thread): ActorStamp {
  return direction === 'inbound' ? customer(thread) : PHONE_APP
}

function customer({ row }: Thread): ActorStamp {
  return { type: 'contact', id: row.contact_id, name: row.contact.first_name }
}

/** A reaction is a sign of life where the provider counts it as one. */
function widened(scope: Scope, { row }: Thread, { at, by }: FactOf<'reaction'>): ConversationPatch {
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
