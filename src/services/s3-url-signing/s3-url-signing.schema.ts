import { Type } from 'typebox'
import type { Member } from '../../model/actor.ts'
import { UPLOAD_PURPOSES } from '../../model/file.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'

/** What is to be uploaded. */
export const uploadDataSchema = closed({
  type: Type.Optional(Type.Union(UPLOAD_PURPOSES.map(purpose => Type.Literal(purpose)))),
  conversation_id: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  file_name: Type.String({ minLength: 1, maxLength: 255 }),
  file_type: Type.String({ minLength: 1, maxLength: 150 }),
  file_size: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
})

const ANSWER = ['url', 'method', 'headers', 's3Path', 's3PathWithoutBucket', 'expires_at', 'post']

/** What a signed upload is answered with; it cannot be read again. */
export const uploadResource = defineResource<Member>({
  table: 'uploads',
  softDelete: false,
  fields: {
    id: field.uuid({ sortable: true }),
    ...Object.fromEntries(ANSWER.map(name => [name, field.derived('null')]))
  }
})
