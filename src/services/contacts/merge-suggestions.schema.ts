import { likenessOf } from '../../actions/likeness.ts'
import { defineResource, field } from '../../platform/query/index.ts'
import { contactResource, type Searching } from './contacts.schema.ts'

/** What can be asked of the contacts that are like the one in the path: what can be asked of any. */
export const mergeSuggestionResource = defineResource<Searching>({
  ...contactResource,
  fields: { ...contactResource.fields, contact_id: field.id({ operators: ['$eq'], selectable: false }) },
  shortcuts: {
    ...contactResource.shortcuts,
    contact_id: ({ value }, { organization_id }) => likenessOf(Number(value), organization_id)
  }
})
