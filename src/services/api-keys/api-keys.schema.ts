import { Type } from 'typebox'
import type { Member } from '../../model/actor.ts'
import { KEY_SCOPE_PATTERN } from '../../model/key-scopes.ts'
import { defineResource, field, rowSchema } from '../../platform/query/index.ts'

export const apiKeyDataSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    user_id: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    scopes: Type.Optional(
      Type.Array(Type.String({ pattern: KEY_SCOPE_PATTERN }), { minItems: 1, maxItems: 100, uniqueItems: true })
    )
  },
  { additionalProperties: false }
)

/** Of the secret nothing is shown but how it begins. */
export const apiKeyResource = defineResource<Member>({
  table: 'api_keys',
  fields: {
    id: field.id({ sortable: true }),
    organization_id: field.id(),
    user_id: field.id(),
    name: field.text(),
    prefix: field.text(),
    scopes: field.json({ shape: Type.Array(Type.String()) }),
    last_used_at: field.time({ nullable: true, sortable: true }),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true }),
    deleted_at: field.time({ nullable: true })
  }
})

const { properties, required, ...row } = rowSchema(apiKeyResource)

/** A new key, with the secret that is shown this once. */
export const newApiKeySchema = Type.Unsafe<object>({
  ...row,
  properties: { ...Object(properties), secret: { type: 'string' } },
  required: [...Object(required), 'secret']
})
