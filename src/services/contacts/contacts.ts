import { defineService } from '../define-service.ts'
import { Contacts, MergeSuggestions } from './contacts.class.ts'
import { contactDataSchema, contactResource, ignoredFlagSchema } from './contacts.schema.ts'
import { mergeSuggestionResource } from './merge-suggestions.schema.ts'

export const contacts = defineService({
  path: 'contacts',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'agent', write: 'agent' },
  resource: contactResource,
  data: { create: contactDataSchema, patch: contactDataSchema },
  own_query: { fastJoinForContactList: ignoredFlagSchema },
  class: Contacts
})

export const mergeSuggestions = defineService({
  path: 'contacts/:contact_id/merge-suggestions',
  methods: ['find'],
  policy: { read: 'agent' },
  resource: mergeSuggestionResource,
  route: ['contact_id'],
  class: MergeSuggestions
})
