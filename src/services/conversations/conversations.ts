import { defineService } from '../define-service.ts'
import { Conversations } from './conversations.class.ts'
import { conversationPatchSchema, conversationResource } from './conversations.schema.ts'

export const conversations = defineService({
  path: 'conversations',
  methods: ['find', 'get', 'patch'],
  policy: { read: 'agent', write: 'agent' },
  resource: conversationResource,
  data: { patch: conversationPatchSchema },
  class: Conversations
})
