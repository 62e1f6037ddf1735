import { defineService } from '../define-service.ts'
import { ConversationEvents } from './conversation-events.class.ts'
import { eventPageSchema, eventResource, feedCursorSchema } from './conversation-events.schema.ts'

export const conversationEvents = defineService({
  path: 'conversation-events',
  methods: ['find', 'get'],
  policy: { read: 'agent' },
  resource: eventResource,
  own_query: { find: { after: feedCursorSchema } },
  answers: { find: eventPageSchema },
  class: ConversationEvents
})
