import { Type } from 'typebox'
import { KEY_SCOPE_PATTERN } from '../../model/key-scopes.ts'

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
