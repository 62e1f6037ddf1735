import { defineService } from '../define-service.ts'
import { Users } from './users.class.ts'
import { userDataSchema, userPatchSchema, userResource } from './users.schema.ts'

export const users = defineService({
  path: 'users',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'agent', create: 'admin', patch: 'agent', remove: 'admin' },
  resource: userResource,
  data: { create: userDataSchema, patch: userPatchSchema },
  class: Users
})
