import { defineService } from '../define-service.ts'
import { MergeSuggestions } from './merge-suggestions.class.ts'
import { mergeSuggestionResource } from './merge-suggestions.schema.ts'

export const mergeSuggestions = defineService({
  path: 'contacts/:contact_id/merge-suggestions',
  methods: ['find'],
  policy: { read: 'agent' },
  resource: mergeSuggestionResource,
  route: ['contact_id'],
  class: MergeSuggestions
})
