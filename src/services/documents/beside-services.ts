import type { JsonSchema } from '../../platform/query/index.ts'

const text = (description: string): JsonSchema => ({ '200': { description, content: { 'text/plain': {} } } })
const json = (description: string): JsonSchema => ({ description, content: { 'application/json': { schema: {} } } })
const inPath = (name: string): JsonSchema => ({ name, in: 'path', required: true, schema: { type: 'string' } })

/** What is reached over HTTP alone. */
export const BESIDE_SERVICES: Readonly<Record<string, Record<string, JsonSchema>>> = {
  '/livez': {
    get: { tags: ['operations'], summary: 'Is it alive?', security: [], responses: { '200': json('Yes.') } }
  },
  '/readyz': {
    get: {
      tags: ['operations'],
      summary: 'Does it take work?',
      security: [],
      responses: { '200': json('Yes.'), '503': json('Not now, and why.') }
    }
  },
  '/metrics': {
    get: { tags: ['operations'], summary: 'Measures for Prometheus', security: [], responses: text('Measures.') }
  },
  '/openapi.json': {
    get: { tags: ['operations'], summary: 'This document', security: [], responses: { '200': json('This document.') } }
  },
  '/conversation-files/{id}/content': {
    get: {
      tags: ['conversation-files'],
      summary: 'The bytes of a file, by a link made for whoever asks',
      parameters: [inPath('id')],
      responses: { '302': { description: 'Where the bytes are, for a few minutes.' }, '404': json('No such file.') }
    }
  },
  '/webhooks/{type}/{key}': {
    get: {
      tags: ['webhooks'],
      summary: 'The handshake of a provider',
      security: [],
      parameters: [inPath('type'), inPath('key')],
      responses: { ...text('The challenge.'), '404': { description: 'No such address.' } }
    },
    post: {
      tags: ['webhooks'],
      summary: 'What a provider has to say, signed its own way',
      security: [],
      parameters: [inPath('type'), inPath('key')],
      responses: {
        '200': { description: 'Kept.' },
        '401': { description: 'Not signed by who it says.' },
        '404': { description: 'No such address.' }
      }
    }
  }
}
