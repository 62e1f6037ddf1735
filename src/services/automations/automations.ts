import { defineService } from '../define-service.ts'
import { Automations } from './automations.class.ts'
import {
  automationDataSchema,
  automationPatchSchema,
  automationResource,
  changedAutomationSchema,
  newAutomationSchema
} from './automations.schema.ts'

export const automations = defineService({
  path: 'automations',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'agent', write: 'admin' },
  resource: automationResource,
  answers: { create: newAutomationSchema, patch: changedAutomationSchema },
  data: { create: automationDataSchema, patch: automationPatchSchema },
  class: Automations
})
