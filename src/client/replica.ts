import type { MessageDraft } from './drafts.ts'
import type { Live } from './live.ts'
import type { ConversationQuery } from './query.ts'
import type { Conversation, Message } from './wire.ts'

/** A list of conversations as it stands. Rows are the same objects until they change. */
export interface ListState {
  readonly rows: readonly Conversation[]
  /** How many there are, loaded or not. */
  readonly total: number
  /** There are more than `total`; so many are not counted. */
  readonly isLowerBound: boolean
  /** Every row of the list is loaded. */
  readonly complete: boolean
  readonly loading: boolean
  readonly error: Error | null
}

/** A list that keeps its members and its order as things happen. */
export interface LiveList extends Live<ListState> {
  /** Loads the next page, if there is one. */
  more(): Promise<void>
  close(): void
}

/** A message, or one on its way to the server, which has `local` and the number of none. */
export type ThreadRow = Message & { readonly local?: LocalState }

export interface LocalState {
  /** `sending` goes on by itself, over breaks of the line too; `failed` was refused, and says why in `error`. */
  readonly state: 'sending' | 'failed'
  readonly error: Error | null
}

/** What was said in a conversation, in the order of `seq`, and after it what is on its way. */
export interface ThreadState {
  readonly rows: readonly ThreadRow[]
  readonly loading: boolean
  readonly hasEarlier: boolean
  /** The conversation was deleted, or is out of sight. */
  readonly gone: boolean
  readonly error: Error | null
}

/** The messages of a conversation, kept true. */
export interface LiveThread extends Live<ThreadState> {
  /** Loads what was said before the first row. */
  earlier(): Promise<void>
  /** Shows it at once and says it; answers its `client_id`. */
  send(draft: MessageDraft): string
  /** Says again what was refused. */
  retry(clientId: string): void
  /** Forgets what was refused. */
  discard(clientId: string): void
  close(): void
}

/** One conversation; null while it is not known, and once it is out of sight. */
export interface LiveConversation extends Live<Conversation | null> {
  close(): void
}

/**
 * What this client holds of the organization: snapshots, and what happened since. Whatever it holds ends equal to what
 * the server shows to the same person, whatever is lost on the way.
 */
export interface Replica {
  /** `$sort` is by `last_interaction_at`, the newest first, unless said; `$limit` is the size of a page, 50 at most. */
  conversations(query?: ConversationQuery): LiveList
  messages(conversationId: number): LiveThread
  conversation(id: number): LiveConversation
}
