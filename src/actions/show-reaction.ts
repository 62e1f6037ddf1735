import type { ActorStamp } from '../model/actor.ts'
import type { ConversationPatch } from '../model/conversation.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import { recordMessageChange } from './record.ts'
import type { MessageRow, Reaction } from './rows.ts'
import type { Scope } from './scope.ts'

interface Gesture {
  /** null: taken back. */
  readonly emoji: string | null
  /** `contact:<id>`, `user:<id>` or `phone_app`. */
  readonly by: string
  readonly at: string
}

/**
 * Shows a reaction on the message it is about. Each side has one, whoever of us gives ours; the later one by the
 * provider's clock stands. Returns the message as it is then.
 */
export function showReaction(
  scope: Scope,
  thread: Thread,
  message: MessageRow,
  { emoji, by, at }: Gesture,
  happening: { readonly by: ActorStamp; readonly patch?: ConversationPatch }
): MessageRow {
  const known = latestReactions(message)
  const side = sideOf(by)
  if ((known[side] ?? '') >= at) return message
  const others = message.reactions.filter(each => sideOf(each.by) !== side)
  const reactions: Reaction[] = emoji ? [...others, { emoji, by, at }] : others
  return recordMessageChange(
    scope,
    thread,
    message,
    { reactions, metadata: { ...message.metadata, reacted_at: { ...known, [side]: at } } },
    { type: 'message.reacted', data: { emoji, by }, ...happening }
  )
}

/** A reaction of ours has left: its message shows it. */
export async function showOwnReaction(scope: Scope, thread: Thread, own: MessageRow): Promise<void> {
  const [target] = await scope.tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and id = $2', [
      own.organization_id,
      own.reply_to_message_id
    ])
  )
  if (!target) return
  const emoji = own.content?.['emoji']
  const gesture: Gesture = {
    emoji: typeof emoji === 'string' && emoji !== '' ? emoji : null,
    by: `${own.sender.type}:${own.sender.id}`,
    at: scope.now.toISOString()
  }
  showReaction(scope, thread, target, gesture, { by: { type: 'system', id: null, name: 'deliver' } })
}

function sideOf(by: string): string {
  return by.startsWith('contact:') ? by : 'us'
}

function latestReactions(message: MessageRow): Readonly<Record<string, string>> {
  const known = message.metadata['reacted_at']
  return typeof known === 'object' && known !== null ? Object.fromEntries(Object.entries(known)) : {}
}
