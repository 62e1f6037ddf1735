import { defineService } from '../define-service.ts'
import { Organizations } from './organizations.class.ts'
import { organizationDataSchema, organizationPatchSchema, organizationResource } from './organizations.schema.ts'

export const organizations = defineService({
  path: 'organizations',
  methods: ['find', 'get', 'create', 'patch'],
  policy: { read: 'agent', create: 'agent', patch: 'admin' },
  resource: organizationResource,
  data: { create: organizationDataSchema, patch: organizationPatchSchema },
  class: Organizations
})
