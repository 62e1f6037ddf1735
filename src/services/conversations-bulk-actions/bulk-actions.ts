import { defineService } from '../define-service.ts'
import { BulkActions, Undoing } from './bulk-actions.class.ts'
import {
  bulkActionResource,
  bulkActionSchema,
  bulkAnswerSchema,
  cancelSchema,
  undoSchema
} from './bulk-actions.schema.ts'

export const bulkActions = defineService({
  path: 'conversations-bulk-actions',
  methods: ['find', 'get', 'create', 'patch'],
  policy: { read: 'agent', write: 'agent' },
  resource: bulkActionResource,
  data: { create: bulkActionSchema, patch: cancelSchema },
  answers: { create: bulkAnswerSchema },
  class: BulkActions
})

export const bulkActionUndos = defineService({
  path: 'conversations-bulk-actions/:id/undo',
  methods: ['create'],
  policy: { write: 'agent' },
  resource: bulkActionResource,
  data: { create: undoSchema },
  route: ['id'],
  class: Undoing
})
