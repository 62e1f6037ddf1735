import { defineService } from '../define-service.ts'
import { moveToSchema } from '../move-to.ts'
import { pipelinePatchSchema } from '../pipelines/pipelines.schema.ts'
import { PipelineStages } from './pipeline-stages.class.ts'
import { stageDataSchema, stageResource } from './pipeline-stages.schema.ts'

export const pipelineStages = defineService({
  path: 'pipeline-stages',
  methods: ['find', 'get', 'create', 'patch', 'remove'],
  policy: { read: 'agent', write: 'admin' },
  resource: stageResource,
  own_query: { remove: { move_to: moveToSchema } },
  data: { create: stageDataSchema, patch: pipelinePatchSchema },
  class: PipelineStages
})
