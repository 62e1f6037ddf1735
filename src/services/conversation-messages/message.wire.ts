import type { MessageRow } from '../../actions/rows.ts'

/** A message as the outside sees it: the same for every reader and every transport. */
export function wireMessage(row: MessageRow) {
  return {
    id: row.id,
    _id: row.id,
    organization_id: row.organization_id,
    conversation_id: row.conversation_id,
    contact_id: row.contact_id,
    seq: row.seq,
    channel: row.channel,
    channel_id: row.channel_id,
    identity_id: row.identity_id,
    direction: row.direction,
    sender: row.sender,
    message_type: row.message_type,
    message_text: row.message_text,
    media: row.media,
    media_url: row.media[0]?.url ?? null,
    reply_to_message_id: row.reply_to_message_id,
    reactions: row.reactions,
    content: row.content,
    status: row.status,
    status_at: row.status_at,
    error: row.error,
    attempts: row.attempts,
    provider_message_id: row.provider_message_id,
    client_id: row.client_id,
    send_at: row.send_at,
    edited_at: row.edited_at,
    history: row.history,
    provider_at: row.provider_at,
    created_at: row.created_at,
    deleted_at: row.deleted_at,
    metadata: row.metadata
  }
}
