import { defineService } from '../define-service.ts'
import { ConversationSessions } from './conversation-sessions.class.ts'
import { sessionPatchSchema, sessionResource } from './conversation-sessions.schema.ts'

export const conversationSessions = defineService({
  path: 'conversation-sessions',
  methods: ['find', 'get', 'patch'],
  policy: { read: 'agent', write: 'agent' },
  resource: sessionResource,
  data: { patch: sessionPatchSchema },
  class: ConversationSessions
})
