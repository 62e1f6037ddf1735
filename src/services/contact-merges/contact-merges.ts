import { defineService } from '../define-service.ts'
import { ContactMerges } from './contact-merges.class.ts'
import { contactMergeDataSchema, contactMergeResource } from './contact-merges.schema.ts'

export const contactMerges = defineService({
  path: 'contact-merges',
  methods: ['find', 'get', 'create', 'remove'],
  policy: { read: 'agent', write: 'agent' },
  resource: contactMergeResource,
  data: { create: contactMergeDataSchema },
  class: ContactMerges
})
