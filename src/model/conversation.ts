import type { ChannelType, Direction, MessageStatus, MessageType } from './message.ts'
import { preview } from './message.ts'
import { laterOf } from './window.ts'

export const CONVERSATION_STATUSES = ['open', 'closed'] as const
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number]

export const CONVERSATION_STATES = ['active', 'inactive', 'closed'] as const
export type ConversationState = (typeof CONVERSATION_STATES)[number]

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const
export type Priority = (typeof PRIORITIES)[number]

export interface LastMessage {
  readonly id: string
  readonly direction: Direction
  readonly message_type: MessageType
  readonly preview: string
  readonly status: MessageStatus
  readonly created_at: string
}

/** A thread as it stands in its row. Times are ISO 8601 UTC with milliseconds. */
export interface Conversation {
  readonly organization_id: number
  readonly id: number
  readonly contact_id: number
  readonly channel: ChannelType
  readonly channel_id: number
  readonly identity_id: string
  readonly live_key: string | null
  readonly status: ConversationStatus
  readonly state: ConversationState
  readonly unread_count: number
  readonly assigned_user_id: number | null
  readonly assigned_team_id: number | null
  readonly assigned_ai_assistant_id: number | null
  readonly pipeline_id: number | null
  readonly pipeline_stage_id: number | null
  readonly ai_context_cut: string | null
  readonly ai_auto_assignment_disabled: boolean
  readonly ai_auto_assignment_disabled_reason: string | null
  readonly blocked: boolean
  readonly priority: Priority
  readonly snoozed_until: string | null
  readonly inactive_after: string | null
  readonly close_after: string | null
  readonly last_interaction_at: string
  readonly last_message: LastMessage | null
  readonly waiting_since: string | null
  readonly window_expires_at: string | null
  readonly control_application_id: string
  readonly control_kind: string
  readonly control_epoch: number
  readonly control_since: string
  readonly control_lease_expires_at: string | null
  readonly control_span_id: string | null
  readonly session_id: string | null
  readonly session_number: number
  readonly last_seq: number
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

export type ConversationPatch = Partial<Conversation>

interface Said {
  readonly id: string
  readonly direction: Direction
  readonly message_type: MessageType
  readonly message_text: string | null
  readonly status: MessageStatus
  readonly created_at: string
}

/** Notes, reactions and system rows never touch what the list shows. */
export function isSpoken(type: MessageType): boolean {
  return type !== 'note' && type !== 'reaction' && type !== 'system'
}

/** The customer wrote: it waits, it is unread, it is awake. Blocked ones are kept and wake nobody. */
export function afterInbound(
  conversation: Conversation,
  message: Said,
  windowExpiresAt: string | null
): ConversationPatch {
  if (conversation.blocked || !isSpoken(message.message_type)) return {}
  return {
    ...shown(message),
    unread_count: conversation.unread_count + 1,
    waiting_since: conversation.waiting_since ?? message.created_at,
    window_expires_at: laterOf(conversation.window_expires_at, windowExpiresAt),
    snoozed_until: null,
    status: 'open',
    state: 'active'
  }
}

/** Somebody answered: nobody waits any more, and it does not rest. */
export function afterOutbound({ state }: Conversation, message: Said): ConversationPatch {
  if (!isSpoken(message.message_type)) return {}
  return { ...shown(message), waiting_since: null, ...(state === 'inactive' && { state: 'active' }) }
}

/** The list shows the last message with its present status. */
export function afterStatus(conversation: Conversation, messageId: string, status: MessageStatus): ConversationPatch {
  if (conversation.last_message?.id !== messageId) return {}
  return { last_message: { ...conversation.last_message, status } }
}

function shown(message: Said): ConversationPatch {
  return {
    last_interaction_at: message.created_at,
    last_message: {
      id: message.id,
      direction: message.direction,
      message_type: message.message_type,
      preview: preview(message.message_type, message.message_text),
      status: message.status,
      created_at: message.created_at
    }
  }
}

/** The thread that goes on for an identity, or for a contact where an organization unifies by contact. */
export function liveKey(unify: 'identity' | 'contact', identityId: string, contactId: number): string {
  return unify === 'contact' ? `contact:${contactId}` : `identity:${identityId}`
}

/** Does it go on for its contact, from whichever identity that writes? */
export function isOfContact({ live_key }: Pick<Conversation, 'live_key'>): boolean {
  return live_key?.startsWith('contact:') === true
}

/** Who sees it: everybody who sees everything, its owner, and its team or those who look for work. */
export interface Audience {
  readonly assigned_user_id: number | null
  readonly assigned_team_id: number | null
}
