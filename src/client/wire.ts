import type { ActorStamp, AgentVisibility, Role } from '../model/actor.ts'
import type { BulkActionName, BulkActionStatus } from '../model/bulk-action.ts'
import type { Conversation as ConversationRow } from '../model/conversation.ts'
import type { EventType } from '../model/event.ts'
import type {
  ChannelType,
  Content,
  Direction,
  Media,
  MediaKind,
  MessageError,
  MessageStatus,
  MessageType,
  Sender
} from '../model/message.ts'
import type { Predefined } from '../model/predefined-message.ts'

/** What every list answers. */
export interface Page<Row> {
  readonly total: number
  /** There are more than `total`; so many were not counted. */
  readonly total_is_lower_bound?: true
  readonly limit: number
  readonly skip: number
  readonly data: readonly Row[]
  /** Goes into `$cursor`; there while more rows follow. */
  readonly next_cursor?: string
}

/** What a conversation shows of its contact. */
export interface ContactSummary {
  readonly id: number
  readonly first_name: string | null
  readonly last_name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly company_name: string | null
  readonly avatar_url: string | null
}

/** Who has the right to speak. */
export interface Control {
  readonly application_id: string
  readonly kind: string
  readonly epoch: number
  readonly since: string
  readonly lease_expires_at: string | null
  readonly span_id: string | null
}

type Inside = 'live_key' | 'session_number' | `control_${string}`

/** A conversation. `last_seq` grows with every change, so of two rows the one with the greater is newer. */
export interface Conversation extends Omit<ConversationRow, Inside> {
  readonly contact: ContactSummary
  readonly control: Control
}

export interface Reaction {
  readonly emoji: string
  readonly by: string
  readonly at: string
}

/** A message. `seq` is the number of the event by which it came, and its place in the conversation. */
export interface Message {
  readonly id: string
  readonly _id: string
  readonly organization_id: number
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
  readonly media_url: string | null
  readonly reply_to_message_id: string | null
  readonly reactions: readonly Reaction[]
  readonly content: Content | null
  readonly status: MessageStatus
  readonly status_at: string
  readonly error: MessageError | null
  readonly attempts: number
  readonly provider_message_id: string | null
  readonly client_id: string | null
  readonly send_at: string | null
  readonly edited_at: string | null
  readonly history: readonly unknown[]
  readonly provider_at: string | null
  readonly created_at: string
  readonly deleted_at: string | null
  readonly metadata: Readonly<Record<string, unknown>>
}

/** One fact of the log. `seq` has no gaps within a conversation. */
export interface LogEvent {
  readonly id: string
  readonly organization_id: number
  readonly conversation_id: number | null
  readonly seq: number | null
  readonly type: EventType
  readonly actor: { readonly type: string; readonly id: number | string | null; readonly name: string | null }
  readonly data: Readonly<Record<string, unknown>>
  readonly cause_id: string | null
  readonly created_at: string
}

/** An event that the reader may not see: only its place. */
export interface HiddenEvent {
  readonly id: string
  readonly conversation_id: number | null
  readonly seq: number | null
  readonly type: 'hidden'
}

/** A page of the organization's feed; asked for with `after`. */
export interface FeedPage extends Page<LogEvent | HiddenEvent> {
  readonly cursor: string
  readonly complete: boolean
  /** After the last page: what is committed too, and will come again at its place. */
  readonly ahead?: readonly (LogEvent | HiddenEvent)[]
  readonly reset?: true
}

interface Kept {
  readonly id: number
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

export interface OrganizationSettings {
  readonly agent_visibility?: AgentVisibility
  readonly unify_conversations?: 'identity' | 'contact'
  readonly inactive_after?: string
  readonly close_after?: string
  readonly working_hours?: Readonly<Record<string, unknown>>
}

export interface Organization extends Kept {
  readonly name: string
  readonly settings: OrganizationSettings
  readonly version: number
}

export interface User extends Kept {
  readonly organization_id: number
  readonly email: string
  readonly full_name: string
  readonly role: Role
  readonly availability: 'available' | 'away'
  readonly capacity: number
  readonly version: number
}

export interface ApiKey extends Kept {
  readonly organization_id: number
  readonly user_id: number
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly string[]
  readonly last_used_at: string | null
}

export interface ContactIdentity {
  readonly id: string
  readonly channel_type: ChannelType
  readonly channel_id: number
  readonly address: string | null
  readonly name: string | null
  readonly username: string | null
}

export type CustomValue = string | number | boolean | readonly string[]

export interface Contact extends Kept {
  readonly organization_id: number
  readonly first_name: string | null
  readonly last_name: string | null
  readonly email: string | null
  /** E.164 where the country is known. */
  readonly phone: string | null
  readonly phone_country_code: string | null
  readonly phone_country_iso: string | null
  readonly created_by_user_id: number | null
  readonly owned_by_user_id: number | null
  readonly owner: {
    readonly id: number
    readonly first_name: string
    readonly last_name: string
    readonly full_name: string
  } | null
  readonly company_id: number | null
  readonly company_name: string | null
  readonly company: { readonly id: number | null; readonly name: string | null } | null
  readonly system_type: 'contact'
  readonly avatar_url: string | null
  readonly custom_fields_by_name: Readonly<Record<string, CustomValue>>
  readonly tags: readonly { readonly id: number; readonly name: string }[]
  readonly identities: readonly ContactIdentity[]
  readonly channel_whatsapp_wa_id: string | null
  readonly channel_instagram_user_id: string | null
  /** Whom it is shown as; set where a merge removes it. */
  readonly merged_into_id: number | null
  readonly version: number
}

/** Two contacts that are shown as one, until it is removed. */
export interface ContactMerge {
  readonly id: string
  readonly organization_id: number
  /** Whom the other is shown as. */
  readonly contact_id: number
  readonly merged_contact_id: number
  readonly created_by: ActorStamp
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

export interface Channel extends Kept {
  readonly organization_id: number
  readonly channel_type: ChannelType
  readonly name: string
  readonly endpoint: string
  readonly environment: 'production' | 'staging' | 'simulated'
  readonly active: boolean
  readonly primary_application_id: string
  readonly team_id: number | null
  readonly settings: Readonly<Record<string, unknown>>
  /** Which are set; what they are is never shown. */
  readonly credentials: Readonly<Record<string, true>>
  readonly webhook_url: string
  readonly webhook_verify_token: string
  readonly health: {
    readonly state: 'paused' | 'error' | 'ok' | 'idle'
    readonly last_inbound_at: string | null
    readonly last_error: unknown
  }
  readonly version: number
}

/** Where the bytes of a file are to be put, and with which headers. */
export interface SignedUpload {
  readonly id: string
  readonly url: string
  readonly method: 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly s3Path: string
  readonly s3PathWithoutBucket: string
  readonly expires_at: string
  /** For whoever uploads by a form: the fields go before the file. */
  readonly post: { readonly url: string; readonly fields: Readonly<Record<string, string>> }
}

/** A file. Who asks gets a `url` that ends soon; who is told of it, or lists it before it is there, does not. */
export interface ConversationFile {
  readonly id: string
  readonly _id: string
  readonly organization_id: number
  readonly conversation_id: number | null
  readonly message_id: string | null
  readonly s3_key: string
  readonly s3_path: string
  readonly file_name: string | null
  readonly file_type: string | null
  /** In bytes. */
  readonly file_size: number | null
  readonly file_category: MediaKind
  readonly state: 'ready' | 'pending' | 'expired' | 'failed'
  readonly url: string | null
  readonly url_expires_at: string | null
  readonly created_by: ActorStamp
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

/** A word that contacts can wear. */
export interface Tag extends Kept {
  readonly organization_id: number
  readonly name: string
  readonly version: number
}

/** A way that conversations go, stage by stage. */
export interface Pipeline extends Kept {
  readonly organization_id: number
  readonly name: string
  readonly position: number
  readonly version: number
}

export interface PipelineStage extends Pipeline {
  readonly pipeline_id: number
}

/** An answer that is kept ready. */
export interface PredefinedMessage extends Kept, Predefined {
  readonly organization_id: number
  readonly created_by_user_id: number | null
  readonly version: number
}

/** A predefined message as it would be said in a conversation. */
export interface RenderedMessage
  extends Pick<Predefined, 'message_type' | 'media_url' | 'filename' | 'mime_type' | 'files'> {
  readonly id: number
  readonly conversation_id: number
  readonly message_text: string
  readonly missing_variables: readonly string[]
}

/** A template of the provider, with its components as the provider writes them. */
export interface MessageTemplate {
  readonly name: string
  readonly language: string
  readonly status: string
  readonly category: string | null
  readonly components: readonly Readonly<Record<string, unknown>>[]
}

/** Somebody is writing, or has stopped; it holds until it expires. */
export interface Typing {
  readonly conversation_id: number
  readonly on: boolean
  readonly by: ActorStamp
  readonly expires_at: string
}

/** How far a member has read a conversation. */
export interface ConversationRead {
  readonly id: string
  readonly organization_id: number
  readonly conversation_id: number
  readonly user_id: number
  /** The last event that was seen. */
  readonly read_seq: number
  readonly read_at: string
}

/** A change of many conversations at once, and how far it is. */
export interface BulkAction {
  readonly id: number
  readonly organization_id: number
  readonly action: BulkActionName
  readonly change: Readonly<Record<string, unknown>>
  readonly undoes_id: number | null
  readonly user_id: number
  readonly status: BulkActionStatus
  readonly total_count: number
  /** Those that are through, the failed ones among them. */
  readonly processed_count: number
  readonly failed_count: number
  readonly failures: readonly { readonly conversation_id: number; readonly reason: string }[]
  readonly started_at: string
  readonly finished_at: string | null
  readonly created_at: string
  readonly updated_at: string
}

/** What works of a channel, as far as it could be found out. */
export interface Verification {
  readonly channel_id: number
  /** Nothing is wrong. */
  readonly ok: boolean
  readonly checked_at: string
  readonly steps: readonly {
    readonly step: string
    readonly state: 'ok' | 'failed' | 'unknown'
    readonly message: string
  }[]
}
