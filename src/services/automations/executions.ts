import { defineService } from '../define-service.ts'
import { executionDataSchema, executionPatchSchema, executionResource, startedSchema } from './automations.schema.ts'
import { Executions } from './executions.class.ts'

export const executions = defineService({
  path: 'automations-executions',
  methods: ['find', 'get', 'create', 'patch'],
  policy: { read: 'agent', write: 'agent' },
  resource: executionResource,
  answers: { create: startedSchema },
  data: { create: executionDataSchema, patch: executionPatchSchema },
  class: Executions
})
