import type { Message } from '../../src/client/wire.ts'

const TIME = '2026-03-01T10:00:00.000Z'

/** A message of ours that was sent, but for what is said; for tests. */
export function messageLike(said: Partial<Message>): Message {
  return { ...SENT, ...said }
}

const SENT: Message = {
  id: 'm1',
  _id: 'm1',
  organization_id: 1,
  conversation_id: 1,
  contact_id: 1,
  seq: 1,
  channel: 'whatsapp',
  channel_id: 1,
  identity_id: 'i1',
  direction: 'outbound',
  sender: { type: 'user', id: 2, name: 'Grace' },
  message_type: 'text',
  message_text: 'Hello',
  media: [],
  media_url: null,
  reply_to_message_id: null,
  reactions: [],
  content: null,
  status: 'sent',
  status_at: TIME,
  error: null,
  attempts: 1,
  provider_message_id: 'wamid.1',
  client_id: null,
  send_at: null,
  edited_at: null,
  history: [],
  provider_at: null,
  created_at: TIME,
  deleted_at: null,
  metadata: {}
}
