import type { ChannelType } from '../model/message.ts'
import type {
  AddressedDraft,
  ApiKeyDraft,
  BulkActionDraft,
  ChannelDraft,
  ChannelPatch,
  ContactDraft,
  ConversationDraft,
  ConversationPatch,
  FileDraft,
  MessagePatch,
  OrganizationPatch,
  PipelineDraft,
  PlaygroundDraft,
  PredefinedDraft,
  ReadDraft,
  TagDraft,
  TypingDraft,
  UploadDraft,
  UserDraft,
  UserPatch
} from './drafts.ts'
import type { ConversationQuery, Query } from './query.ts'
import type {
  ApiKey,
  BulkAction,
  Channel,
  Contact,
  ContactMerge,
  Conversation,
  ConversationFile,
  ConversationRead,
  FeedPage,
  LogEvent,
  Message,
  MessageTemplate,
  Organization,
  Page,
  Pipeline,
  PipelineStage,
  PredefinedMessage,
  RenderedMessage,
  SignedUpload,
  Tag,
  Typing,
  User,
  Verification
} from './wire.ts'

type Id = number | string

interface Find<Row> {
  find(params?: { readonly query?: Query<Row> }): Promise<Page<Row>>
}

interface FindConversations {
  find(params?: { readonly query?: ConversationQuery }): Promise<Page<Conversation>>
}

interface Get<Row> {
  get(id: Id, params?: { readonly query?: { readonly $select?: readonly (keyof Row & string)[] } }): Promise<Row>
}

interface Create<Row, Data> {
  /** With `$idempotency_key`, asking twice is asking once. */
  create(data: Data, params?: { readonly query?: { readonly $idempotency_key?: string } }): Promise<Row>
}

interface Patch<Row, Data> {
  /** With `version`, it changes nothing if somebody else has changed it. */
  patch(id: Id, data: Data, params?: { readonly query?: { readonly version?: number } }): Promise<Row>
}

interface Remove<Row> {
  remove(id: Id): Promise<Row>
}

/** What a service says by itself, as it happens. */
interface Told<Row> {
  on(event: 'created' | 'patched' | 'removed', hear: (row: Row) => void): unknown
  off(event: 'created' | 'patched' | 'removed', hear: (row: Row) => void): unknown
}

type Read<Row> = Find<Row> & Get<Row> & Told<Row>

interface Feed {
  /** The organization's feed, from a cursor on. A cursor that means nothing is answered with `reset`. */
  find(params: { readonly query: { readonly after: string; readonly $limit?: number } }): Promise<FeedPage>
}

interface Heads {
  /** How far the feed is complete; told every 15 seconds. */
  on(event: 'head', hear: (head: { readonly cursor: string }) => void): unknown
  off(event: 'head', hear: (head: { readonly cursor: string }) => void): unknown
}

/** Types whose service of messages is also the one that sends. */
type SpokenDirectly = 'sms' | 'playground'

/** Every native service by its path. */
export type Services = {
  readonly organizations: Read<Organization> &
    Create<Organization, { readonly name: string }> &
    Patch<Organization, OrganizationPatch>
  readonly users: Read<User> & Create<User, UserDraft> & Patch<User, UserPatch> & Remove<User>
  readonly 'api-keys': Find<ApiKey> &
    Told<ApiKey> &
    Create<ApiKey & { readonly secret: string }, ApiKeyDraft> &
    Remove<ApiKey>
  readonly channels: Read<Channel> & Create<Channel, ChannelDraft> & Patch<Channel, ChannelPatch> & Remove<Channel>
  readonly tags: Read<Tag> & Create<Tag, TagDraft> & Patch<Tag, TagDraft> & Remove<Tag>
  readonly contacts: Read<Contact> & Create<Contact, ContactDraft> & Patch<Contact, ContactDraft> & Remove<Contact>
  readonly 'contact-merges': Read<ContactMerge> &
    Create<ContactMerge, { readonly contact_id: number; readonly merged_contact_id: number }> &
    Remove<ContactMerge>
  readonly conversations: FindConversations &
    Get<Conversation> &
    Told<Conversation> &
    Patch<Conversation, ConversationPatch>
  readonly 'conversations-bulk-actions': Read<BulkAction> &
    Create<BulkAction, BulkActionDraft> &
    Patch<BulkAction, { readonly status: 'canceled' }>
  readonly pipelines: Read<Pipeline> & Create<Pipeline, PipelineDraft> & Patch<Pipeline, Partial<PipelineDraft>>
  readonly 'pipeline-stages': Read<PipelineStage> &
    Create<PipelineStage, PipelineDraft & { readonly pipeline_id: number }> &
    Patch<PipelineStage, Partial<PipelineDraft>>
  readonly 'conversation-predefined-messages': Read<PredefinedMessage> &
    Create<PredefinedMessage, PredefinedDraft> &
    Patch<PredefinedMessage, Partial<PredefinedDraft>> &
    Remove<PredefinedMessage>
  readonly 'conversation-typing': Create<Typing, TypingDraft> & Told<Typing>
  readonly 'conversation-reads': Find<ConversationRead> & Told<ConversationRead> & Create<ConversationRead, ReadDraft>
  readonly 's3-url-signing': Create<SignedUpload, UploadDraft>
  readonly 'conversation-files': Read<ConversationFile> & Create<ConversationFile, FileDraft>
  readonly 'conversation-messages': Find<Message> & Get<Message>
  readonly 'conversation-events': Feed & Read<LogEvent> & Heads
} & {
  readonly [Path in `conversation-messages-${ChannelType}`]: Read<Message> &
    Patch<Message, MessagePatch> &
    Remove<Message>
} & {
  readonly [Path in `conversation-messages-transform-outgoing-${Exclude<ChannelType, SpokenDirectly>}`]: Create<
    Message,
    AddressedDraft
  >
} & {
  readonly 'conversation-messages-sms': Create<Message, AddressedDraft>
  readonly 'conversation-messages-playground': Create<Message, PlaygroundDraft>
} & {
  /** Gives each conversation back what it was, where nobody has changed it since. */
  readonly [Path in `conversations-bulk-actions/${number}/undo`]: Create<BulkAction, Readonly<Record<string, never>>>
} & {
  /** Asks the provider what works, step by step; admins only. */
  readonly [Path in `channels/${number}/verify`]: Create<Verification, Readonly<Record<string, never>>>
} & {
  /** Contacts with the same e-mail address or number, exactly: perhaps the same person. */
  readonly [Path in `contacts/${number}/merge-suggestions`]: Find<Contact>
} & {
  readonly [Path in `channels/${number}/templates`]: Find<MessageTemplate>
} & {
  /** A new attempt of what failed or is in doubt; people only. */
  readonly [Path in `conversation-messages/${string}/resend`]: Create<Message, Readonly<Record<string, never>>>
} & {
  /** Fills one for a conversation; nothing is sent. */
  readonly [Path in `conversation-predefined-messages/${number}/render`]: Create<
    RenderedMessage,
    { readonly conversation_id: number }
  >
} & {
  readonly [Path in `conversations/${number}/messages`]: Find<Message> & Create<Message, ConversationDraft>
}

export type Path = keyof Services & string

/** Gives the service at a path. */
export type ServiceAt = <At extends Path>(path: At) => Services[At]
