import { Type } from 'typebox'
import { bagShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'

const name = Type.String({ pattern: '\\S', maxLength: 100 })

// Which conditions there are, the action knows; they are those of a find of conversations.
const filter = Type.Record(Type.String(), Type.Unknown())

export const viewDataSchema = closed({ name, filter, shared: Type.Optional(Type.Boolean()) })

export const viewPatchSchema = closed({
  name: Type.Optional(name),
  filter: Type.Optional(filter),
  shared: Type.Optional(Type.Boolean())
})

/** What can be asked of views. */
export const viewResource = defineResource<Member>({
  table: 'views',
  fields: {
    id: field.id({ sortable: true }),
    organization_id: field.id(),
    user_id: field.id(),
    name: field.text({ sortable: true }),
    filter: field.json({ shape: bagShape }),
    shared: field.boolean(),
    version: field.integer(),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true }),
    deleted_at: field.time({ nullable: true })
  }
})
