import type { Connection } from '../connection.ts'
import type { MessageDraft } from '../drafts.ts'
import type { ConversationQuery } from '../query.ts'
import type { Conversation, FeedPage, HiddenEvent, LogEvent, Message, Page } from '../wire.ts'

/** What the replica asks the server. Lists answer at most fifty rows. */
export interface Source {
  conversations(query: ConversationQuery): Promise<Page<Conversation>>
  conversation(id: number): Promise<Conversation>
  /** The messages before a number, the last first. */
  messagesBefore(conversationId: number, seq: number | null): Promise<Page<Message>>
  messages(conversationId: number, ids: readonly string[]): Promise<readonly Message[]>
  /** The events after a number, in order. */
  eventsAfter(conversationId: number, seq: number): Promise<Page<LogEvent>>
  feed(after: string): Promise<FeedPage>
  say(conversationId: number, draft: MessageDraft): Promise<Message>
}

export type FeedEvent = LogEvent | HiddenEvent

export const PAGE = 50

export function sourceOf({ service }: Pick<Connection, 'service'>): Source {
  const events = service('conversation-events')
  const messages = service('conversation-messages')
  return {
    conversations: query => service('conversations').find({ query }),
    conversation: id => service('conversations').get(id),
    messagesBefore: (conversation_id, seq) =>
      messages.find({
        query: { conversation_id, ...(seq !== null && { seq: { $lt: seq } }), $sort: { seq: -1 }, $limit: PAGE }
      }),
    async messages(conversation_id, ids) {
      if (ids.length === 0) return []
      return (await messages.find({ query: { conversation_id, id: { $in: ids }, $limit: PAGE } })).data
    },
    eventsAfter: (conversation_id, seq) =>
      events.find({ query: { conversation_id, seq: { $gt: seq }, $sort: { seq: 1 }, $limit: PAGE } }),
    feed: after => events.find({ query: { after, $limit: PAGE } }),
    say: (id, draft) => service(`conversations/${id}/messages`).create(draft)
  }
}

/** The message an event is about; null: none. */
export function messageIdOf(event: FeedEvent): string | null {
  const id = 'data' in event ? event.data['message_id'] : null
  return typeof id === 'string' ? id : null
}
