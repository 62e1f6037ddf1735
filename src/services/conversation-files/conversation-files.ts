import { defineService } from '../define-service.ts'
import { ConversationFiles } from './conversation-files.class.ts'
import { fileDataSchema, fileResource } from './conversation-files.schema.ts'

export const conversationFiles = defineService({
  path: 'conversation-files',
  methods: ['find', 'get', 'create'],
  policy: { read: 'agent', write: 'agent' },
  resource: fileResource,
  data: { create: fileDataSchema },
  class: ConversationFiles
})
