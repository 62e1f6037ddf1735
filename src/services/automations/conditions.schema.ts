import { SENDER_TYPES } from '../../model/message.ts'
import { defineResource, field } from '../../platform/query/index.ts'
import { messageResource } from '../conversation-messages/conversation-messages.schema.ts'

/** What conditions may ask of a message: the fields of its list, and what only makes sense for one that is known. */
export const askedMessage = defineResource({
  ...messageResource,
  filters: {
    ...messageResource.filters,
    /** Some of its words, whatever their case and accents. */
    text_contains: {
      field: field.text({ operators: ['$eq', '$in'], shortest: 1 }),
      where: (builder, { value }) => {
        const words = (Array.isArray(value) ? value : [value]).map(String)
        builder.whereRaw(`unaccent(message_text) ilike any(?)`, [words.map(likeOf)])
      }
    },
    sender_type: {
      field: field.choice(SENDER_TYPES, { operators: ['$eq', '$in'] }),
      where: (builder, { value }) => {
        builder.whereRaw(`sender ->> 'type' = any(?)`, [Array.isArray(value) ? [...value] : [value]])
      }
    }
  }
})

function likeOf(words: string): string {
  const plain = words.normalize('NFD').replace(/\p{Diacritic}/gu, '')
  return `%${plain.replace(/[\\%_]/g, '\\$&')}%`
}
