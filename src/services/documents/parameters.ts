import type { JsonSchema } from '../../platform/query/index.ts'

/** What every service takes beside its own. */
export const PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  organization_id: {
    name: 'organization_id',
    in: 'query',
    schema: { type: 'integer' },
    description: 'Must be that of the credential.'
  },
  idempotency_key: {
    name: 'Idempotency-Key',
    in: 'header',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
    description: 'The same key with the same body is answered the same. Over sockets: `$idempotency_key` in the query.'
  },
  version: {
    name: 'version',
    in: 'query',
    schema: { type: 'integer' },
    description: 'Refused with 409 where the row has another one. `If-Match` does the same.'
  }
}
