import type { Static } from 'typebox'
import { createPipeline } from '../../actions/create-pipeline.ts'
import { removePipeline } from '../../actions/remove-pipeline.ts'
import { act, type House } from '../../actions/scope.ts'
import { updatePipeline } from '../../actions/update-pipeline.ts'
import { type Call, memberOf } from '../call.ts'
import { moveToOf } from '../move-to.ts'
import { RowReader } from '../row-reader.ts'
import { pickFields } from '../select.ts'
import { type pipelineDataSchema, type pipelinePatchSchema, pipelineResource } from './pipelines.schema.ts'

export class Pipelines extends RowReader {
  constructor(house: House) {
    super(house, pipelineResource)
  }

  async create(data: Static<typeof pipelineDataSchema>, call: Call): Promise<object> {
    return pickFields(await act(this.house, memberOf(call), scope => createPipeline(scope, data)), call.select)
  }

  async patch(id: string | number, data: Static<typeof pipelinePatchSchema>, call: Call): Promise<object> {
    const row = await act(this.house, memberOf(call), scope => updatePipeline(scope, Number(id), data, call.version))
    return pickFields(row, call.select)
  }

  /** With `move_to`: the pipeline that takes the conversations in it. */
  async remove(id: string | number | null, call: Call): Promise<object> {
    const to = moveToOf(call)
    const row = await act(this.house, memberOf(call), scope => removePipeline(scope, Number(id), to, call.version))
    return pickFields(row, call.select)
  }
}
