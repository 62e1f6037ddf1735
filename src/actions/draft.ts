import type { Content, MessageType } from '../model/message.ts'

/** What somebody wants to say. */
export interface Draft {
  readonly conversation_id: number
  readonly message_type: MessageType
  readonly message_text?: string | null
  readonly content?: Content | null
  readonly reply_to_message_id?: string | null
  readonly client_id?: string | null
  readonly control_epoch?: number
  /** Also makes the sender the owner of the conversation, and so takes control. */
  readonly takeover?: boolean
  /** ISO 8601; in the past or absent: now. */
  readonly send_at?: string | null
  readonly contact_id?: number
  /** On which of our channels; absent: on the one the customer used last. */
  readonly channel_id?: number
  /** Files of ours, in the order in which they are sent. */
  readonly file_ids?: readonly string[]
  /** What the house notes about it. */
  readonly metadata?: Readonly<Record<string, unknown>>
}
