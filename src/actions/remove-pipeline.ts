import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { emptyPlace } from './empty-place.ts'
import {
  arrange,
  holdPipelines,
  lockPipeline,
  PIPELINE_COLUMNS,
  PIPELINES,
  type PipelineRow,
  pipelinesInOrder,
  STAGE_COLUMNS,
  type StageRow
} from './pipeline-rows.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Deletes a pipeline with its stages. Conversations in it go to another pipeline, where that is said.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`, `still_in_use`, `unknown_reference`
 */
export async function removePipeline(
  scope: Scope,
  id: number,
  moveTo: number | null,
  version: number | null
): Promise<PipelineRow> {
  await holdPipelines(scope)
  if (moveTo === id) throw new Refusal('unknown_reference', { data: { field: 'move_to' } })
  const to = moveTo === null ? null : { pipeline_id: moveTo, pipeline_stage_id: null }
  // Conversations before the pipeline, as whoever moves one takes them; then those that came meanwhile.
  await emptyPlace(scope, 'pipeline_id', id, to)
  await lockPipeline(scope, id, version)
  await emptyPlace(scope, 'pipeline_id', id, to)

  const { organization_id } = scope.actor
  await removeStages(scope, id)
  await arrange(scope, PIPELINES, await pipelinesInOrder(scope), id, null)
  const [row] = await scope.tx.query<PipelineRow>(
    prepared(
      `update pipelines set deleted_at = $3, updated_at = $3, version = version + 1
       where organization_id = $1 and id = $2 returning ${PIPELINE_COLUMNS}`,
      [organization_id, id, scope.now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')

  recordRow(scope, organization_id, 'pipeline.deleted', row)
  return row
}

async function removeStages(scope: Scope, pipelineId: number): Promise<void> {
  const { organization_id } = scope.actor
  const rows = await scope.tx.query<StageRow>(
    prepared(
      `update pipeline_stages set deleted_at = $3, updated_at = $3, version = version + 1
       where organization_id = $1 and pipeline_id = $2 and deleted_at is null returning ${STAGE_COLUMNS}`,
      [organization_id, pipelineId, scope.now.toISOString()]
    )
  )
  for (const row of rows) recordRow(scope, organization_id, 'pipeline-stage.deleted', row)
}
