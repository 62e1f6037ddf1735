import { Type } from 'typebox'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'

export const pipelineNameSchema = Type.String({ pattern: '\\S', maxLength: 100 })
export const positionSchema = Type.Integer({ minimum: 0, maximum: 1000 })

export const pipelineDataSchema = closed({ name: pipelineNameSchema, position: Type.Optional(positionSchema) })

export const pipelinePatchSchema = closed({
  name: Type.Optional(pipelineNameSchema),
  position: Type.Optional(positionSchema)
})

/** What can be asked of pipelines. */
export const pipelineResource = defineResource<Member>({
  table: 'pipelines',
  fields: {
    id: field.id({ sortable: true }),
    organization_id: field.id(),
    name: field.text({ sortable: true }),
    position: field.integer({ sortable: true }),
    version: field.integer(),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true }),
    deleted_at: field.time({ nullable: true })
  },
  defaultSort: [['position', 'asc']]
})
