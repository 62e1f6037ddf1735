export const CHANNEL_TYPES = ['whatsapp', 'instagram', 'messenger', 'webchat', 'sms', 'playground'] as const
export type ChannelType = (typeof CHANNEL_TYPES)[number]

export const MESSAGE_TYPES = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'template',
  'reaction',
  'order',
  'note',
  'system',
  'unsupported'
] as const
export type MessageType = (typeof MESSAGE_TYPES)[number]

export const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const
export type Direction = (typeof DIRECTIONS)[number]

export const SENDER_TYPES = [
  'contact',
  'user',
  'assistant',
  'automation',
  'application',
  'phone_app',
  'system'
] as const
export type SenderType = (typeof SENDER_TYPES)[number]

export const MESSAGE_STATUSES = [
  'received',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'unknown'
] as const
export type MessageStatus = (typeof MESSAGE_STATUSES)[number]

/** What a provider may report of a message after it took it. */
export type ReportedStatus = 'sent' | 'delivered' | 'read' | 'failed'

export const MEDIA_KINDS = ['image', 'audio', 'video', 'file', 'sticker'] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]

/** Why a provider refused, in our words; the channel maps its codes to these. */
export const ERROR_CLASSES = [
  'temporary',
  'rate_limited',
  'pair_rate_limited',
  'held_back',
  'outside_window',
  'template',
  'unreachable',
  'opted_out',
  'bad_request',
  'media',
  'account',
  'credentials',
  'identity_changed',
  'ambiguous'
] as const
export type ErrorClass = (typeof ERROR_CLASSES)[number]

/** Type-specific content: buttons, list, location, template, order … Closed per channel by its `content` schemas. */
export type Content = Readonly<Record<string, unknown>>

export interface Sender {
  readonly type: SenderType
  readonly id: string | number | null
  readonly name: string | null
  readonly avatar_url?: string | null
}

export interface Media {
  readonly file_id: string | null
  readonly url: string | null
  readonly file_name: string | null
  readonly file_type: string | null
  readonly file_size: number | null
  readonly category: MediaKind
  readonly state: 'ready' | 'pending' | 'expired' | 'failed'
}

export interface MessageError {
  readonly code: ErrorClass | 'superseded' | 'canceled' | 'blocked' | 'channel_closed' | 'not_in_control'
  readonly provider_code: string | null
  readonly message: string
  readonly retryable: boolean
  /** What may be sent in its stead. */
  readonly possible?: readonly MessageType[]
}

const PREVIEW_LENGTH = 140
// PostgreSQL takes no JSON with half of a surrogate pair.
const HALF_A_CHARACTER = /[\uD800-\uDBFF]$/
const MORE_THAN_A_SPACE = /[^\S ]| {2}/

/** One line for lists: the text, else the kind in brackets. */
export function preview(type: MessageType, text: string | null): string {
  const line = text && (MORE_THAN_A_SPACE.test(text) ? text.replace(/\s+/g, ' ') : text).trim()
  return line ? line.slice(0, PREVIEW_LENGTH).replace(HALF_A_CHARACTER, '') : `[${type}]`
}
