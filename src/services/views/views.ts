import { defineService } from '../define-service.ts'
import { Views } from './views.class.ts'
import { viewDataSchema, viewPatchSchema, viewResource } from './views.schema.ts'

export const views = defineService({
  path: 'views',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'agent', write: 'agent' },
  resource: viewResource,
  data: { create: viewDataSchema, patch: viewPatchSchema },
  class: Views
})
