import { defineService } from '../define-service.ts'
import { Contacts } from './contacts.class.ts'
import { contactDataSchema, contactResource, ignoredFlagSchema } from './contacts.schema.ts'

export const contacts = defineService({
  path: 'contacts',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'agent', write: 'agent' },
  resource: contactResource,
  data: { create: contactDataSchema, patch: contactDataSchema },
  own_query: { fastJoinForContactList: ignoredFlagSchema },
  class: Contacts
})
