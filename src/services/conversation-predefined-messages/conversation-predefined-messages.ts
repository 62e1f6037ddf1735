import { defineService } from '../define-service.ts'
import { PredefinedMessages, Rendering } from './conversation-predefined-messages.class.ts'
import {
  predefinedDataSchema,
  predefinedPatchSchema,
  predefinedResource,
  renderDataSchema,
  renderedResource
} from './conversation-predefined-messages.schema.ts'

export const predefinedMessages = defineService({
  path: 'conversation-predefined-messages',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'agent', write: 'agent' },
  resource: predefinedResource,
  data: { create: predefinedDataSchema, patch: predefinedPatchSchema },
  class: PredefinedMessages
})

export const predefinedRendering = defineService({
  path: 'conversation-predefined-messages/:id/render',
  methods: ['create'],
  policy: { write: 'agent' },
  resource: renderedResource,
  data: { create: renderDataSchema },
  route: ['id'],
  class: Rendering
})
