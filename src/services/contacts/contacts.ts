import { defineService } from '../define-service.ts'
import { Contacts, MergeSuggestions } from './contacts.class.ts'
import { contactDataSchema, contactResource } from './contacts.schema.ts'
import { mergeSuggestionResource } from './merge-suggestions.schema.ts'

export const contacts = defineService({
  path: 'contacts',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'agent', write: 'agent' },
  resource: contactResource,
  data: { create: contactDataSchema, patch: contactDataSchema },
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
