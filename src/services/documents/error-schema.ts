import { ERRORS } from '../../model/errors.ts'
import type { JsonSchema } from '../../platform/query/index.ts'

const text = { type: 'string' }

/** What every refusal looks like, over every transport. */
export const errorSchema: JsonSchema = {
  type: 'object',
  properties: {
    name: text,
    message: { ...text, description: 'A sentence for people.' },
    code: { type: 'integer', enum: [...new Set(Object.values(ERRORS).map(each => each.code))].sort() },
    className: text,
    data: {
      type: 'object',
      properties: {
        reason: { ...text, enum: Object.keys(ERRORS), description: 'For programs; it never changes.' },
        request_id: { ...text, description: 'Finds it in the log.' },
        retryAfter: { type: 'number', description: 'Seconds to wait.' }
      },
      required: ['reason', 'request_id']
    },
    errors: {
      type: 'array',
      description: 'What is wrong, each with its place in the query or the data.',
      items: {
        type: 'object',
        properties: { path: text, message: text },
        required: ['path', 'message']
      }
    }
  },
  required: ['name', 'message', 'code', 'className', 'data']
}
