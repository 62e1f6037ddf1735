import { defineService } from '../define-service.ts'
import { ApiKeys } from './api-keys.class.ts'
import { apiKeyDataSchema, apiKeyResource, newApiKeySchema } from './api-keys.schema.ts'

export const apiKeys = defineService({
  path: 'api-keys',
  methods: ['find', 'create', 'remove'],
  policy: { read: 'admin', write: 'admin' },
  resource: apiKeyResource,
  answers: { create: newApiKeySchema },
  data: { create: apiKeyDataSchema },
  class: ApiKeys
})
