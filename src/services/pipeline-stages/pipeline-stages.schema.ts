import { Type } from 'typebox'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'
import { pipelineNameSchema, pipelineResource, positionSchema } from '../pipelines/pipelines.schema.ts'

const integerId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

export const stageDataSchema = closed({
  pipeline_id: Type.Union([integerId, Type.String({ pattern: '^[1-9][0-9]{0,14}$' })]),
  name: pipelineNameSchema,
  position: Type.Optional(positionSchema)
})

/** What can be asked of stages. */
export const stageResource = defineResource<Member>({
  table: 'pipeline_stages',
  fields: { ...pipelineResource.fields, pipeline_id: field.id({ sortable: true }) },
  defaultSort: [
    ['pipeline_id', 'asc'],
    ['position', 'asc']
  ]
})
