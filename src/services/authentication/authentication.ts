import { defineService } from '../define-service.ts'
import { Authentication } from './authentication.class.ts'
import { loginAnswerSchema, loginAttemptSchema, loginResource, logoutAnswerSchema } from './authentication.schema.ts'

export const authentication = defineService({
  path: 'authentication',
  methods: ['create', 'remove'],
  policy: { create: 'public', remove: 'agent' },
  resource: loginResource,
  data: { create: loginAttemptSchema },
  answers: { create: loginAnswerSchema, remove: logoutAnswerSchema },
  removes_null: true,
  class: Authentication
})
