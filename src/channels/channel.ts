import type { TSchema } from 'typebox'
import type { ChannelType, Content, ErrorClass, MediaKind, MessageType, ReportedStatus } from '../model/message.ts'

/** What may be said on channels of a type, whether their dialect is spoken yet or not. */
export interface Vocabulary {
  readonly name: ChannelType
  readonly capabilities: Pick<Capabilities, 'text_limit'>
  /** What may be said on this channel, by `message_type`: closed schemas of `content`. */
  readonly content: Partial<Record<MessageType, TSchema>>
}

/**
 * A channel is a pure dialect: bytes of a provider ⇄ our words. It touches neither database nor network;
 * time and links come in as values.
 */
export interface Channel extends Vocabulary {
  readonly capabilities: Capabilities
  /** Closed schema of the write-only `credentials` of a channel row. */
  readonly credentials: TSchema
  /** Closed schema of the public `settings`, with defaults. */
  readonly settings: TSchema
  /** Public address of the account, as stored in the channel's `endpoint`, and looked up for every fact. */
  endpointOf(account: Account): string
  /** Answer to the provider's GET handshake, or undefined: an empty 403. */
  handshake(query: URLSearchParams, account: Account): string | undefined
  /** Verifies the raw bytes in constant time. No secret: false. */
  authenticate(raw: Uint8Array, headers: Headers, account: Account): boolean
  /** Reads every entry of a batch, in order. Never throws: what it cannot read becomes `unrecognized`. */
  read(raw: Uint8Array): readonly Fact[]
  /** Is this address never handed on to somebody else, as a number is? Where it is left out, all of them last. */
  lasts?(address: string): boolean
  /** Whom a typed address names, where one may write first; undefined: nobody can have it. */
  personAt?(typed: string): Person | undefined
  /** Is the house itself the network? Then anybody may be there, under any address. */
  readonly isOwnNetwork?: boolean
  /** Parts of a message in the order they must arrive. One part = one request = one delivery. */
  plan(draft: OutgoingMessage): readonly Part[]
  /** The provider's request for a part. Throws when `context` has neither link nor id of the part's file. */
  compile(part: Part, to: Recipient, account: Account, context: CompileContext): ProviderRequest
  /** What the provider's answer means. Never throws. */
  interpret(response: ProviderResponse): Verdict
  /** Where the house itself is the network: what becomes of a part. Nothing is compiled or called then. */
  deliver?(part: Part, context: Pick<CompileContext, 'correlation'>): Verdict
  /** What no schema of a single field can say: why this message cannot be carried, or undefined. */
  objection?(draft: OutgoingMessage): Objection | undefined
  /** Asks where the bytes of a customer's media are. The answer is read by `mediaLocation`. */
  mediaRequest?(reference: MediaReference, account: Account): ProviderRequest
  /** Where to fetch the bytes, or why not. Never throws. */
  mediaLocation?(response: ProviderResponse, account: Account): MediaAnswer
  /** How files of ours are brought to the provider itself, where it cannot follow our links. */
  readonly uploads?: UploadDialect
  /** What can be found out about an account: by asking the provider, and by asking our own callback as it does. */
  checkUp?(account: Account, callback: Callback): readonly Check[]
  /** What the provider has approved to be said at any time. */
  readonly templates?: TemplateDialect
  /** Shows a customer that somebody is writing, for at most so many seconds. */
  readonly typing?: {
    readonly seconds: number
    /** Undefined: there is nothing to ask the provider for. */
    request(sign: TypingSign, account: Account): ProviderRequest | undefined
  }
  /** Blue ticks for a customer's message and all before it; with `typing` also the dots. Best effort. */
  readMark?(providerMessageId: string, account: Account, options?: { typing?: boolean }): ProviderRequest
}

export interface TypingSign {
  readonly on: boolean
  readonly to: Recipient
  /** Provider id of what the customer said last. */
  readonly last_inbound: string | null
}

/** Where the provider is to bring its post. */
export interface Callback {
  readonly url: string
  /** Something to be given back that nobody can guess. */
  readonly challenge: string
}

/** A question whose answer shows something about an account, or what is plain without asking. Reading never throws. */
export type Check =
  | {
      readonly kind: 'question'
      readonly request: ProviderRequest
      read(response: ProviderResponse): readonly Finding[]
    }
  | { readonly kind: 'plain'; readonly findings: readonly Finding[] }

export const STEPS = [
  'credentials',
  'app_secret',
  'number',
  'callback',
  'webhook',
  'subscription',
  'sending',
  'inbound'
] as const

export interface Finding {
  readonly step: (typeof STEPS)[number]
  /** `unknown`: it could not be found out. */
  readonly state: 'ok' | 'failed' | 'unknown'
  /** A sentence for whoever set the account up. */
  readonly message: string
}

/** How a provider is brought the bytes of a file, which it knows by an id of its own from then on. */
export interface UploadDialect {
  /** Must it be brought the bytes, since it cannot follow this link to them? */
  needed(link: string, account: Account): boolean
  request(file: FileToUpload, account: Account): FormRequest
  /** Never throws. */
  read(response: ProviderResponse): UploadAnswer
  /** Does this refusal of a message leave it possible that the id has had its time? Then the file is brought once more. */
  isLost(error: ProviderError): boolean
}

export interface FileToUpload {
  readonly file_name: string | null
  readonly file_type: string
}

/** A form of some fields and one file, whose bytes are put in on the way. */
export interface FormRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, string>>
  readonly file: { readonly field: string; readonly file_name: string; readonly file_type: string }
}

export type UploadAnswer =
  | { readonly kind: 'kept'; readonly provider_media_id: string; readonly days: number }
  | Extract<Verdict, { kind: 'retry' | 'rejected' | 'credentials' }>

/** How an account's approved templates are read, and what may be said with them. */
export interface TemplateDialect {
  /** Asks for a page of the catalogue. Undefined: the credentials do not say enough to ask. */
  request(account: Account, cursor: string | null): ProviderRequest | undefined
  /** Never throws. */
  read(response: ProviderResponse): CataloguePage
  /** Why the provider would not take this content of a `template` message, or undefined. */
  objection(template: Template, content: Content): Objection | undefined
  /** The words that the customer reads; null: it has none. */
  words(template: Template, content: Content): string | null
}

export type CataloguePage =
  | { readonly kind: 'page'; readonly templates: readonly Template[]; readonly next: string | null }
  | { readonly kind: 'refused'; readonly error: ProviderError; readonly after_ms?: number }

/** A template in the provider's own words; only those whose status is `APPROVED` can be sent. */
export interface Template {
  readonly name: string
  readonly language: string
  readonly status: string
  /** `MARKETING`, `UTILITY` or `AUTHENTICATION`. */
  readonly category: string | null
  readonly parameter_format: 'POSITIONAL' | 'NAMED'
  readonly components: readonly unknown[]
  readonly quality: string | null
  readonly rejected_reason: string | null
  readonly provider_template_id: string | null
}

export interface Objection {
  /** Field of the draft, dotted: `content.action.sections`. */
  readonly field: string
  readonly message: string
}

export type MediaAnswer =
  | { readonly kind: 'here'; readonly location: MediaLocation }
  /** Not now. `after_ms`: the provider's own wish. */
  | { readonly kind: 'later'; readonly reason: string; readonly after_ms?: number }
  /** The provider does not keep it any more. */
  | { readonly kind: 'gone'; readonly reason: string }
  /** It never will be had. */
  | { readonly kind: 'refused'; readonly reason: string }

export interface MediaLocation {
  /** To be fetched as it is, with its headers; it lives for minutes and names a host of the provider's own. */
  readonly request: ProviderRequest
  readonly file_type: string | null
  readonly file_size: number | null
  /** Hex, lower case. */
  readonly sha256: string | null
}

export interface Capabilities {
  /** Hours in which free text is allowed after the customer's last message, by the provider's clock. null: always. */
  window_hours: number | null
  templates: boolean
  reactions: boolean
  replies: boolean
  typing: boolean
  read_ticks: boolean
  delivery_receipts: boolean
  text_limit: number
  /** May what has left be changed afterwards? */
  edits: boolean
  /** Most requests per second and account, unless its settings say otherwise; the lanes keep it. */
  rate_per_second: number
  /** To one person one in so many seconds, but `burst` at once. null: nobody counts. */
  pair_rate: { readonly seconds: number; readonly burst: number } | null
}

/** One configured channel row with its secrets opened, and settings completed with defaults. */
export interface Account {
  readonly channel_id: number
  readonly endpoint: string
  readonly credentials: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, unknown>>
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** A customer as the provider names them. `addresses` holds every known form, the most stable first (BSUID, then wa_id). */
export interface Person {
  readonly addresses: readonly [string, ...string[]]
  readonly name?: string
  /** E.164 with +, when the provider vouches for it. */
  readonly phone?: string
  readonly username?: string
}

interface FactBase {
  /** Which of our accounts it came to (phone_number_id, page id …): equals a channel's `endpoint`. */
  readonly endpoint: string
  /** Provider's clock, ISO 8601 UTC with milliseconds. */
  readonly at: string
}

/** Something said: by the customer, or `echo`ed from another program or phone on the same number. */
export interface MessageFact extends FactBase {
  readonly kind: 'message'
  readonly direction: 'inbound' | 'outbound'
  readonly person: Person
  readonly provider_message_id: string
  readonly message_type: MessageType
  readonly message_text: string | null
  /** References to fetch in the background. */
  readonly media: readonly MediaReference[]
  readonly content: Content | null
  /** Provider id of the quoted message; may be unknown to us. */
  readonly reply_to?: string
  /** Does it open the window? false for history, echoes. */
  readonly opens_window: boolean
  /** `history`: stored quietly, wakes nobody. */
  readonly quiet?: boolean
  readonly metadata?: Readonly<Record<string, unknown>>
}

export interface MediaReference {
  readonly provider_media_id: string
  readonly category: MediaKind
  readonly file_type: string | null
  readonly file_name: string | null
  /** Hex, lower case. */
  readonly sha256: string | null
}

/** What became of a message of ours. */
export interface StatusFact extends FactBase {
  readonly kind: 'status'
  readonly provider_message_id: string
  readonly status: ReportedStatus
  /** Our own delivery id, when the provider gives it back (biz_opaque_callback_data). */
  readonly correlation?: string
  /** `stops_account`: the account itself is refused, the channel pauses. */
  readonly error?: { code: string; message: string; class: ErrorClass; stops_account?: true }
  readonly recipient?: Person
}

export interface ReactionFact extends FactBase {
  readonly kind: 'reaction'
  readonly person: Person
  readonly provider_message_id: string
  readonly target: string
  /** null: taken back. */
  readonly emoji: string | null
  readonly by: 'customer' | 'phone_app'
}

export interface EditFact extends FactBase {
  readonly kind: 'edit'
  readonly person: Person
  readonly provider_message_id: string
  readonly target: string
  readonly message_text: string | null
}

export interface DeletionFact extends FactBase {
  readonly kind: 'deletion'
  readonly person: Person
  readonly provider_message_id: string
  readonly target: string
}

/** The provider says that a customer is now known by other addresses. */
export interface IdentityFact extends FactBase {
  readonly kind: 'identity'
  readonly previous: readonly string[]
  readonly person: Person
}

/** A customer wants messages that nobody asked for no more, or wants them again. */
export interface PreferenceFact extends FactBase {
  readonly kind: 'preference'
  readonly person: Person
  readonly wants_marketing: boolean
}

/** Facts about the account itself (templates, quality, errors without a message). */
export interface AccountFact {
  readonly kind: 'account'
  /** null: about the whole business account, which the provider names by none of our endpoints. */
  readonly endpoint: string | null
  /** null: the provider gives no time. */
  readonly at: string | null
  readonly subject: string
  /** The catalogue of templates has changed: it is worth reading again. */
  readonly templates?: true
  readonly raw: unknown
}

/** Kept, shown to the operator, read again by a later version. */
export interface UnrecognizedFact {
  readonly kind: 'unrecognized'
  readonly endpoint: string | null
  readonly reason: string
  readonly raw: unknown
}

export type Fact =
  | MessageFact
  | StatusFact
  | ReactionFact
  | EditFact
  | DeletionFact
  | IdentityFact
  | PreferenceFact
  | AccountFact
  | UnrecognizedFact

/** What `plan` needs of a message of ours. `media` come with links that outlive the provider's fetch. */
export interface OutgoingMessage {
  readonly message_type: MessageType
  readonly message_text: string | null
  readonly media: readonly OutgoingMedia[]
  readonly content: Content | null
  /** Provider id of the message replied to. */
  readonly reply_to: string | null
}

export interface OutgoingMedia {
  readonly category: MediaKind
  readonly file_name: string | null
  readonly file_type: string
  /** In bytes; absent: not known. */
  readonly file_size?: number
  /** Provider's own media id, or */
  readonly provider_media_id?: string
  /** an https link, or the id of a file of ours that `compile` is handed a link for. */
  readonly link?: string
  readonly file_id?: string
}

/** One request's worth of a message; JSON, kept in the delivery row. Its shape is the channel's own affair. */
export interface Part {
  readonly kind: string
  /** A file of ours that `compile` is handed a link for. */
  readonly file_id?: string
  readonly [field: string]: unknown
}

/** Every known address of the customer, the most stable first. */
export interface Recipient {
  readonly addresses: readonly [string, ...string[]]
}

export interface CompileContext {
  /** Our delivery id, to be given back by the provider with each status, where it can. */
  readonly correlation: string
  /** Fresh signed links for the file ids of the part. */
  readonly links: Readonly<Record<string, string>>
  /** The provider's own ids of those that it was brought; they go before links. */
  readonly media?: Readonly<Record<string, string>>
}

export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** `status` 0: no answer arrived at all; `sent` tells whether the request may have reached the provider. */
export interface ProviderResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly failure?: { reason: 'timeout' | 'reset' | 'refused' | 'dns' | 'blocked'; sent: boolean }
}

export type Verdict =
  /** `arrived`: the customer has it already, and nobody will report it. */
  | { kind: 'accepted'; provider_message_id: string; recipient_addresses?: readonly string[]; arrived?: true }
  /** Not taken, may be taken later. `after_ms`: the provider's own wish. */
  | { kind: 'retry'; error: ProviderError; after_ms?: number }
  | { kind: 'rejected'; error: ProviderError }
  /** It may have arrived. Never sent again by itself. */
  | { kind: 'unknown'; error: ProviderError }
  /** The token or the account is refused: the channel pauses. */
  | { kind: 'credentials'; error: ProviderError }

export interface ProviderError {
  readonly class: ErrorClass
  readonly provider_code: string | null
  readonly message: string
}
