import { defineService } from '../define-service.ts'
import { TemplateSyncs, Templates } from './templates.class.ts'
import { catalogueResource, syncSchema, templateResource } from './templates.schema.ts'

export const templates = defineService({
  path: 'channels/:channel_id/templates',
  methods: ['find'],
  policy: { read: 'agent' },
  resource: templateResource,
  route: ['channel_id'],
  class: Templates
})

export const templateSyncs = defineService({
  path: 'channels/:channel_id/template-syncs',
  methods: ['find', 'create'],
  policy: { read: 'admin', write: 'admin' },
  resource: catalogueResource,
  data: { create: syncSchema },
  route: ['channel_id'],
  class: TemplateSyncs
})
