import { likenessOf } from '../../actions/likeness.ts'
import type { Member } from '../../model/actor.ts'
import { defineResource, field } from '../../platform/query/index.ts'
import { contactResource } from '../contacts/contacts.schema.ts'

/** What can be asked of the contacts that are like the one in the path: what can be asked of any. */
export const mergeSuggestionResource = defineResource<Member>({
  ...contactResource,
  fields: { ...contactResource.fields, contact_id: field.id({ operators: ['$eq'], selectable: false }) },
  shortcuts: {
    ...contactResource.shortcuts,
    contact_id: ({ value }, member) => likenessOf(Number(value), member.organization_id)
  }
})
