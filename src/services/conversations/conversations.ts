import { conversationResource } from '../../actions/conversation-resource.ts'
import { defineService } from '../define-service.ts'
import { Conversations } from './conversations.class.ts'
import { conversationDataSchema, conversationPatchSchema } from './conversations.schema.ts'

export const conversations = defineService({
  path: 'conversations',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'agent', create: 'agent', patch: 'agent', remove: 'admin' },
  resource: conversationResource,
  data: { create: conversationDataSchema, patch: conversationPatchSchema },
  class: Conversations
})
