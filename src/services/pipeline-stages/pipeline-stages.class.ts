import type { Static } from 'typebox'
import { createStage } from '../../actions/create-stage.ts'
import { removeStage } from '../../actions/remove-stage.ts'
import { act, type House } from '../../actions/scope.ts'
import { updateStage } from '../../actions/update-stage.ts'
import { type Call, memberOf } from '../call.ts'
import { moveToOf } from '../move-to.ts'
import type { pipelinePatchSchema } from '../pipelines/pipelines.schema.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { type stageDataSchema, stageResource } from './pipeline-stages.schema.ts'

export class PipelineStages extends RowReader {
  constructor(house: House) {
    super(house, stageResource)
  }

  async create(data: Static<typeof stageDataSchema>, call: Call): Promise<object> {
    const draft = { ...data, pipeline_id: Number(data.pipeline_id) }
    return pickFields(await act(this.house, memberOf(call), scope => createStage(scope, draft)), call.select)
  }

  async patch(id: string | number, data: Static<typeof pipelinePatchSchema>, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => updateStage(scope, Number(id), data, call.version))
    return pickFields(row, call.select)
  }

  /** With `move_to`: the stage that takes the conversations in it. */
  async remove(id: string | number | null, call: Call): Promise<object> {
    const to = moveToOf(call)
    const row = await act(this.house, memberOf(call), scope => removeStage(scope, Number(id), to, call.version))
    return pickFields(row, call.select)
  }
}
