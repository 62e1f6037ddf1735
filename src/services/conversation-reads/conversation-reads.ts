import { defineService } from '../define-service.ts'
import { ConversationReads } from './conversation-reads.class.ts'
import { readResource, readSchema } from './conversation-reads.schema.ts'

export const conversationReads = defineService({
  path: 'conversation-reads',
  methods: ['find', 'create'],
  policy: { read: 'agent', write: 'agent' },
  resource: readResource,
  data: { create: readSchema },
  class: ConversationReads
})
