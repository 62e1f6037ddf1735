import { defineService } from '../define-service.ts'
import { ConversationTyping } from './conversation-typing.class.ts'
import { typingResource, typingSchema } from './conversation-typing.schema.ts'

export const conversationTyping = defineService({
  path: 'conversation-typing',
  methods: ['create'],
  policy: { write: 'agent' },
  resource: typingResource,
  data: { create: typingSchema },
  class: ConversationTyping
})
