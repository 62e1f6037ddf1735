import type { AgentVisibility, Role } from '../model/actor.ts'
import type { BulkActionName } from '../model/bulk-action.ts'
import type { ConversationStatus, Priority } from '../model/conversation.ts'
import type { ChannelType, Content, MessageType } from '../model/message.ts'
import type { PredefinedType } from '../model/predefined-message.ts'
import type { CustomValue } from './wire.ts'

/** What can be changed of a conversation. */
export interface ConversationPatch {
  readonly status?: ConversationStatus
  /** 0: read. 1: flagged as unread. */
  readonly unread_count?: 0 | 1
  readonly assigned_user_id?: number | null
  readonly assigned_team_id?: number | null
  readonly priority?: Priority
  readonly snoozed_until?: string | null
  /** A stage alone brings its pipeline. */
  readonly pipeline_id?: number | null
  readonly pipeline_stage_id?: number | null
  readonly blocked?: boolean
}

/** What somebody wants to say. The same `client_id` in the same conversation is said once. */
export interface MessageDraft {
  readonly message_type: MessageType
  readonly message_text?: string
  readonly content?: Content
  /** Files that were uploaded; each leaves as a part of its own. */
  readonly files?: readonly { readonly conversation_file_id: string }[]
  /** An upload that nobody has confirmed yet: it becomes a file together with the message. */
  readonly s3_key?: string
  readonly s3_path?: string
  readonly file_name?: string
  readonly file_type?: string
  readonly file_size?: number
  readonly reply_to_message_id?: string | null
  readonly client_id?: string
  readonly control_epoch?: number
  /** Also makes the sender the owner of the conversation, and so takes control. */
  readonly takeover?: boolean
  readonly send_at?: string | null
}

/** Of a note the words and whom it mentions; of an answer the words, where its channel can change them. */
export interface MessagePatch {
  readonly message_text?: string
  readonly content?: { readonly mentions?: readonly number[] }
}

/** On the path of a conversation: on which of its channels; the one the customer used last unless said. */
export interface ConversationDraft extends MessageDraft {
  readonly channel_id?: number
}

/** The same, for the services that are asked without a conversation in their path. */
export interface AddressedDraft extends MessageDraft {
  readonly conversation_id: number
  readonly contact_id?: number
}

/** Where one may write as the customer too; while an assistant holds control, one does unless said. */
export interface PlaygroundDraft extends AddressedDraft {
  readonly direction?: 'inbound' | 'outbound'
}

export interface OrganizationPatch {
  readonly name?: string
  /** null: back to the default. */
  readonly settings?: {
    readonly agent_visibility?: AgentVisibility | null
    readonly unify_conversations?: 'identity' | 'contact' | null
    readonly inactive_after?: string | null
    readonly close_after?: string | null
    readonly working_hours?: Readonly<Record<string, unknown>> | null
  }
}

export interface UserDraft {
  readonly email: string
  readonly full_name: string
  readonly role: Role
  readonly capacity?: number
  readonly password?: string
}

export interface UserPatch {
  readonly full_name?: string
  readonly availability?: 'available' | 'away'
  readonly role?: Role
  readonly capacity?: number
  /** Goes with `current_password`, and is the caller's own. */
  readonly password?: string
  readonly current_password?: string
}

export interface ApiKeyDraft {
  readonly name: string
  readonly user_id?: number
  readonly scopes?: readonly string[]
}

export interface ContactDraft {
  readonly first_name?: string | null
  readonly last_name?: string | null
  readonly email?: string | null
  readonly phone?: string | null
  /** The country of a number that is written without it. */
  readonly phone_country_code?: string | null
  readonly phone_country_iso?: string | null
  readonly owned_by_user_id?: number | null
  readonly company_id?: number | null
  readonly company_name?: string | null
  /** An address, or the key of an uploaded picture. */
  readonly avatar_url?: string | null
  readonly custom_fields_by_name?: Readonly<Record<string, CustomValue | null>>
  /** All of them, by id or by name; a new name makes a tag. */
  readonly tags?: readonly (number | string)[]
}

export interface TagDraft {
  readonly name: string
}

/** An answer to be kept ready: its words are Liquid, with `contact`, `user`, `conversation` and `organization`. */
export interface PredefinedDraft {
  readonly title: string
  readonly shortcut?: string | null
  readonly content?: string
  readonly message_type?: PredefinedType
  /** The key of an uploaded file, or an address. */
  readonly media_url?: string | null
  readonly filename?: string | null
  readonly mime_type?: string | null
  readonly files?: readonly { readonly conversation_file_id: string }[]
}

export interface ChannelPatch {
  readonly name?: string
  readonly endpoint?: string
  readonly active?: boolean
  readonly primary_application_id?: string
  readonly team_id?: number | null
  readonly settings?: Readonly<Record<string, unknown>>
  readonly credentials?: Readonly<Record<string, unknown>>
}

export interface ChannelDraft extends ChannelPatch {
  readonly channel_type: ChannelType
  readonly name: string
  readonly environment?: 'production' | 'staging' | 'simulated'
}

export type FileCategory = 'image' | 'audio' | 'video' | 'file'

/** What is to be uploaded. */
export interface UploadDraft {
  /** A file of a conversation unless said. */
  readonly type?: 'conversation-file' | 'predefined-message' | 'avatar'
  readonly organization_id?: number
  readonly conversation_id?: number
  readonly file_name: string
  readonly file_type: string
  readonly file_size: number
}

/** What was uploaded: the key is the answer's `s3PathWithoutBucket`; what else is said must be true. */
export interface FileDraft extends Partial<Omit<UploadDraft, 'type'>> {
  readonly s3_key: string
  readonly s3_path?: string
  readonly file_category?: FileCategory
}

export interface PipelineDraft {
  readonly name: string
  readonly position?: number
}

/** What is to be done with many conversations; exactly one of `conversation_ids`, `view_id` and `filter` says which. */
export interface BulkActionDraft {
  readonly action: BulkActionName
  readonly assigned_user_id?: number | null
  readonly assigned_team_id?: number | null
  readonly assigned_ai_assistant_id?: number | null
  readonly status?: ConversationStatus
  readonly pipeline_id?: number | null
  readonly pipeline_stage_id?: number | null
  readonly tag_id?: number
  readonly conversation_ids?: readonly number[]
  readonly view_id?: number
  /** The conditions of a find. */
  readonly filter?: object
  /** Only counts. */
  readonly dry_run?: boolean
}

export interface TypingDraft {
  readonly conversation_id: number
  readonly on: boolean
  /** A note is being written: the customer sees nothing of it. */
  readonly internal?: boolean
}

export interface ReadDraft {
  readonly conversation_id: number
  /** The last event that was seen; more than there is means all there is. */
  readonly seq: number
}
