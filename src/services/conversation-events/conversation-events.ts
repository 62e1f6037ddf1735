import { defineService } from '../define-service.ts'
import { ConversationEvents } from './conversation-events.class.ts'
import { eventResource } from './conversation-events.schema.ts'

export const conversationEvents = defineService({
  path: 'conversation-events',
  methods: ['find', 'get'],
  policy: { read: 'agent' },
  resource: eventResource,
  own_query: ['after'],
  class: ConversationEvents
})
