import { type TProperties, Type } from 'typebox'
import { mediaShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { PREDEFINED_TYPES } from '../../model/predefined-message.ts'
import { closed, defineResource, field, orNull } from '../../platform/query/index.ts'

const title = Type.String({ pattern: '\\S', maxLength: 200 })
const name = Type.Optional(orNull(Type.String({ minLength: 1, maxLength: 255 })))
const file = closed({ conversation_file_id: Type.String({ format: 'uuid' }) })

const FIELDS = {
  shortcut: Type.Optional(orNull(Type.String({ pattern: '^/?[^\\s/]+$', maxLength: 50 }))),
  content: Type.Optional(Type.String({ maxLength: 10_000 })),
  message_type: Type.Optional(Type.Enum([...PREDEFINED_TYPES])),
  media_url: Type.Optional(orNull(Type.String({ pattern: '^\\S+$', maxLength: 2_048 }))),
  filename: name,
  mime_type: name,
  files: Type.Optional(Type.Array(file, { maxItems: 10 }))
} satisfies TProperties

export const predefinedDataSchema = closed({ title, ...FIELDS })

export const predefinedPatchSchema = closed({ title: Type.Optional(title), ...FIELDS })

/** The predefined message stands in the path. */
export const renderDataSchema = closed({
  id: Type.Integer({ minimum: 1 }),
  conversation_id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
})

const shown = {
  message_type: field.choice(PREDEFINED_TYPES, { sortable: true }),
  media_url: field.text({ nullable: true, operators: [] }),
  filename: field.text({ nullable: true, operators: [] }),
  mime_type: field.text({ nullable: true }),
  files: field.json({ shape: Type.Array(mediaShape) })
} as const

/** What can be asked of predefined messages. */
export const predefinedResource = defineResource<Member>({
  table: 'predefined_messages',
  fields: {
    id: field.id({ sortable: true }),
    organization_id: field.id(),
    title: field.text({ sortable: true }),
    shortcut: field.text({ nullable: true, sortable: true }),
    content: field.text({ operators: [] }),
    ...shown,
    created_by_user_id: field.id({ nullable: true }),
    version: field.integer(),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true }),
    deleted_at: field.time({ nullable: true })
  }
})

/** What a filled one is answered with. */
export const renderedResource = defineResource<Member>({
  table: 'predefined_messages',
  fields: {
    id: field.id({ sortable: true }),
    conversation_id: field.derived('null', { shape: Type.Integer() }),
    message_text: field.derived('null', { shape: Type.String() }),
    missing_variables: field.derived('null', { shape: Type.Array(Type.String()) }),
    ...shown
  }
})
