import { Type } from 'typebox'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'

/** The same to make a tag and to rename one. */
export const tagDataSchema = closed({ name: Type.String({ pattern: '\\S', maxLength: 100 }) })

/** What can be asked of tags. */
export const tagResource = defineResource<Member>({
  table: 'tags',
  fields: {
    id: field.id({ sortable: true }),
    organization_id: field.id(),
    name: field.text({ sortable: true }),
    version: field.integer(),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true }),
    deleted_at: field.time({ nullable: true })
  }
})
