import { defineService } from '../define-service.ts'
import { Tags } from './tags.class.ts'
import { tagDataSchema, tagResource } from './tags.schema.ts'

export const tags = defineService({
  path: 'tags',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'agent', write: 'agent' },
  resource: tagResource,
  data: { create: tagDataSchema, patch: tagDataSchema },
  class: Tags
})
