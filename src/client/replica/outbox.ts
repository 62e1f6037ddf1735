import type { MessageDraft } from '../drafts.ts'
import type { LocalState } from '../replica.ts'
import type { Conversation, Message, User } from '../wire.ts'

/** A draft on its way. */
export interface Outgoing {
  readonly draft: MessageDraft & { readonly client_id: string }
  readonly at: string
  readonly local: LocalState
}

/** How a draft stands in its thread before the server has taken it: as the message it will be. */
export function preview(
  { draft, at, local }: Outgoing,
  conversation: Conversation,
  user: User | null
): Message & { readonly local: LocalState } {
  const isNote = draft.message_type === 'note'
  return {
    id: draft.client_id,
    _id: draft.client_id,
    organization_id: conversation.organization_id,
    conversation_id: conversation.id,
    contact_id: conversation.contact_id,
    seq: Number.MAX_SAFE_INTEGER,
    channel: conversation.channel,
    channel_id: conversation.channel_id,
    identity_id: conversation.identity_id,
    direction: isNote ? 'internal' : 'outbound',
    sender: { type: 'user', id: user?.id ?? null, name: user?.full_name ?? null, avatar_url: null },
    message_type: draft.message_type,
    message_text: draft.message_text ?? null,
    media: [],
    media_url: null,
    reply_to_message_id: draft.reply_to_message_id ?? null,
    reactions: [],
    content: draft.content ?? null,
    status: local.state === 'failed' ? 'failed' : 'queued',
    status_at: at,
    error: null,
    attempts: 0,
    provider_message_id: null,
    client_id: draft.client_id,
    send_at: draft.send_at ?? null,
    edited_at: null,
    history: [],
    provider_at: null,
    created_at: at,
    deleted_at: null,
    metadata: {},
    local
  }
}

/** A name that no other draft has. Browsers keep `randomUUID` from pages that came without encryption. */
export function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}
