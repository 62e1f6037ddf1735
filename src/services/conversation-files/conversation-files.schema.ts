import { Type } from 'typebox'
import { S3_KEY } from '../../actions/file-row.ts'
import { actorShape, orNoText, orNoTime, textShape, uuidShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { MEDIA_KINDS } from '../../model/message.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'

const categories = ['image', 'audio', 'file', 'video'] as const

/** What was uploaded, as whoever did it says. */
export const fileDataSchema = closed({
  s3_key: Type.String({ minLength: 1, maxLength: 1_024 }),
  s3_path: Type.Optional(Type.String({ maxLength: 1_200 })),
  conversation_id: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  file_name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  file_type: Type.Optional(Type.String({ minLength: 1, maxLength: 150 })),
  file_size: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  file_category: Type.Optional(Type.Union(categories.map(category => Type.Literal(category))))
})

/** What can be asked of files; the fields stand in the order of the wire. Links are made for whoever reads. */
export const fileResource = defineResource<Member>({
  table: 'files',
  fields: {
    id: field.uuid({ sortable: true }),
    _id: field.derived('page.id', { shape: uuidShape }),
    organization_id: field.id(),
    conversation_id: field.id({ nullable: true }),
    message_id: field.uuid({ nullable: true }),
    s3_key: field.derived(S3_KEY, { shape: textShape }),
    s3_path: field.derived(S3_KEY, { shape: textShape }),
    file_name: field.text({ nullable: true, operators: [] }),
    file_type: field.text({ nullable: true }),
    file_size: field.integer({ nullable: true }),
    file_category: field.choice(MEDIA_KINDS, { column: 'category' }),
    state: field.choice(['ready', 'pending', 'expired', 'failed']),
    url: field.derived('null::text', { shape: orNoText }),
    url_expires_at: field.derived('null::text', { shape: orNoTime }),
    created_by: field.json({ shape: actorShape }),
    created_at: field.time({ sortable: true }),
    updated_at: field.time(),
    deleted_at: field.time({ nullable: true })
  },
  defaultSort: [['id', 'asc']]
})
