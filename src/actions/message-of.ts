import type { Sender } from '../model/message.ts'
import { newId } from '../platform/ids.ts'
import type { Draft } from './draft.ts'
import type { Thread } from './ledger.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

/** Where somebody's words belong, and what is true of them from the first. */
export type Placed = Pick<
  MessageRow,
  'channel' | 'channel_id' | 'identity_id' | 'direction' | 'status' | 'send_at' | 'reply_to_message_id' | 'media'
> &
  Partial<Pick<MessageRow, 'sender' | 'provider_message_id' | 'provider_at'>>

/** The row of what somebody of the house says; the actor says it unless another sender is placed. */
export function messageOf(scope: Scope, { row }: Thread, draft: Draft, placed: Placed): Omit<MessageRow, 'seq'> {
  const now = scope.now.toISOString()
  return {
    organization_id: row.organization_id,
    id: newId(),
    conversation_id: row.id,
    contact_id: row.contact_id,
    sender: senderOf(scope),
    message_type: draft.message_type,
    message_text: draft.message_text ?? null,
    reactions: [],
    content: draft.content ?? null,
    status_at: now,
    error: null,
    attempts: placed.direction === 'outbound' ? 1 : 0,
    provider_message_id: null,
    client_id: draft.client_id ?? null,
    control_epoch: row.control_epoch,
    edited_at: null,
    history: [],
    provider_at: null,
    created_at: now,
    deleted_at: null,
    metadata: draft.metadata ?? {},
    ...placed
  }
}

function senderOf({ actor }: Scope): Sender {
  if (actor.kind === 'automation') return { type: 'automation', id: actor.automation_id, name: actor.name }
  if (actor.kind === 'system') return { type: 'system', id: null, name: actor.name }
  return { type: 'user', id: actor.user_id, name: actor.name, avatar_url: null }
}
