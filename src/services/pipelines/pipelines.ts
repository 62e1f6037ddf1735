import { defineService } from '../define-service.ts'
import { moveToSchema } from '../move-to.ts'
import { Pipelines } from './pipelines.class.ts'
import { pipelineDataSchema, pipelinePatchSchema, pipelineResource } from './pipelines.schema.ts'

export const pipelines = defineService({
  path: 'pipelines',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'agent', write: 'admin' },
  resource: pipelineResource,
  own_query: { remove: { move_to: moveToSchema } },
  data: { create: pipelineDataSchema, patch: pipelinePatchSchema },
  class: Pipelines
})
