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

const ANSWER = {
  url: Type.String(),
  method: Type.Literal('PUT'),
  headers: Type.Record(Type.String(), Type.String()),
  s3Path: Type.String(),
  s3PathWithoutBucket: Type.String(),
  expires_at: Type.String({ format: 'date-time' }),
  post: closed({ url: Type.String(), fields: Type.Record(Type.String(), Type.String()) })
}

/** What a signed upload is answered with; it cannot be read again. */
export const uploadResource = defineResource<Member>({
  table: 'uploads',
  softDelete: false,
  fields: {
    id: field.uuid({ sortable: true }),
    ...Object.fromEntries(Object.entries(ANSWER).map(([name, shape]) => [name, field.derived('null', { shape })]))
  }
})
