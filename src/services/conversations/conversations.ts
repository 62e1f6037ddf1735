import { conversationResource } from '../../actions/conversation-resource.ts'
import { defineService } from '../define-service.ts'
import { Conversations } from './conversations.class.ts'
import { conversationPatchSchema } from './conversations.schema.ts'

export const conversations = defineService({
  path: 'conversations',
  methods: ['find', 'get', 'patch'],
  policy: { read: 'agent', write: 'agent' },
  resource: conversationResource,
  data: { patch: conversationPatchSchema },
  class: Conversations
})
