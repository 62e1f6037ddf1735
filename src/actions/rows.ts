import type { Conversation } from '../model/conversation.ts'
import type {
  ChannelType,
  Content,
  Direction,
  Media,
  MessageError,
  MessageStatus,
  MessageType,
  Sender
} from '../model/message.ts'

/** What a list shows of a contact. */
export interface ContactSummary {
  readonly id: number
  readonly first_name: string | null
  readonly last_name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly company_name: string | null
  readonly avatar_url: string | null
}

/** A conversation's row with its contact beside it. */
export interface ThreadRow extends Conversation {
  readonly contact: ContactSummary
}

export interface Reaction {
  readonly emoji: string
  readonly by: string
  readonly at: string
}

/** A message's row. Times are ISO 8601 UTC with milliseconds. */
export interface MessageRow {
  readonly organization_id: number
  readonly id: string
  readonly conversation_id: number
  readonly contact_id: number
  readonly seq: number
  readonly channel: ChannelType
  readonly channel_id: number
  readonly identity_id: string
  readonly direction: Direction
  readonly sender: Sender
  readonly message_type: MessageType
  readonly message_text: string | null
  readonly media: readonly Media[]
  readonly reply_to_message_id: string | null
  readonly reactions: readonly Reaction[]
  readonly content: Content | null
  readonly status: MessageStatus
  readonly status_at: string
  readonly error: MessageError | null
  readonly attempts: number
  readonly provider_message_id: string | null
  readonly client_id: string | null
  readonly control_epoch: number | null
  readonly send_at: string | null
  readonly edited_at: string | null
  readonly history: readonly unknown[]
  readonly provider_at: string | null
  readonly created_at: string
  readonly deleted_at: string | null
  readonly metadata: Readonly<Record<string, unknown>>
}

/** PostgreSQL types of the columns, for writing rows set-wise from one JSON parameter. */
export const CONVERSATION_COLUMNS = {
  organization_id: 'bigint',
  id: 'bigint',
  contact_id: 'bigint',
  channel: 'text',
  channel_id: 'bigint',
  identity_id: 'uuid',
  live_key: 'text',
  status: 'text',
  state: 'text',
  unread_count: 'integer',
  assigned_user_id: 'bigint',
  assigned_team_id: 'bigint',
  assigned_ai_assistant_id: 'bigint',
  pipeline_id: 'bigint',
  pipeline_stage_id: 'bigint',
  ai_context_cut: 'timestamptz',
  ai_auto_assignment_disabled: 'boolean',
  ai_auto_assignment_disabled_reason: 'text',
  blocked: 'boolean',
  priority: 'text',
  snoozed_until: 'timestamptz',
  inactive_after: 'text',
  close_after: 'text',
  last_interaction_at: 'timestamptz',
  last_message: 'jsonb',
  waiting_since: 'timestamptz',
  window_expires_at: 'timestamptz',
  control_application_id: 'uuid',
  control_kind: 'text',
  control_epoch: 'integer',
  control_since: 'timestamptz',
  control_lease_expires_at: 'timestamptz',
  control_span_id: 'uuid',
  session_id: 'uuid',
  session_number: 'integer',
  last_seq: 'integer',
  version: 'integer',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  deleted_at: 'timestamptz'
} as const satisfies Record<keyof Conversation, string>

export const MESSAGE_COLUMNS = {
  organization_id: 'bigint',
  id: 'uuid',
  conversation_id: 'bigint',
  contact_id: 'bigint',
  seq: 'integer',
  channel: 'text',
  channel_id: 'bigint',
  identity_id: 'uuid',
  direction: 'text',
  sender: 'jsonb',
  message_type: 'text',
  message_text: 'text',
  media: 'jsonb',
  reply_to_message_id: 'uuid',
  reactions: 'jsonb',
  content: 'jsonb',
  status: 'text',
  status_at: 'timestamptz',
  error: 'jsonb',
  attempts: 'integer',
  provider_message_id: 'text',
  client_id: 'text',
  control_epoch: 'integer',
  send_at: 'timestamptz',
  edited_at: 'timestamptz',
  history: 'jsonb',
  provider_at: 'timestamptz',
  created_at: 'timestamptz',
  deleted_at: 'timestamptz',
  metadata: 'jsonb'
} as const satisfies Record<keyof MessageRow, string>

export const EVENT_COLUMNS = {
  organization_id: 'bigint',
  id: 'uuid',
  conversation_id: 'bigint',
  seq: 'integer',
  type: 'text',
  actor: 'jsonb',
  data: 'jsonb',
  cause_id: 'uuid',
  created_at: 'timestamptz'
} as const
