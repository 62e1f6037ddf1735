import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { emptyPlace } from './empty-place.ts'
import {
  arrange,
  holdPipelines,
  lockStage,
  STAGE_COLUMNS,
  STAGES,
  type StageRow,
  stagesInOrder
} from './pipeline-rows.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Deletes a stage. Conversations in it go to another one, of whichever pipeline, where that is said.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`, `still_in_use`, `unknown_reference`
 */
export async function removeStage(
  scope: Scope,
  id: number,
  moveTo: number | null,
  version: number | null
): Promise<StageRow> {
  await holdPipelines(scope)
  if (moveTo === id) throw new Refusal('unknown_reference', { data: { field: 'move_to' } })
  const to = moveTo === null ? null : { pipeline_stage_id: moveTo }
  // Conversations before the stage, as whoever moves one takes them; then those that came meanwhile.
  await emptyPlace(scope, 'pipeline_stage_id', id, to)
  const { pipeline_id } = await lockStage(scope, id, version)
  await emptyPlace(scope, 'pipeline_stage_id', id, to)

  const { organization_id } = scope.actor
  await arrange(scope, STAGES, await stagesInOrder(scope, pipeline_id), id, null)
  const [row] = await scope.tx.query<StageRow>(
    prepared(
      `update pipeline_stages set deleted_at = $3, updated_at = $3, version = version + 1
       where organization_id = $1 and id = $2 returning ${STAGE_COLUMNS}`,
      [organization_id, id, scope.now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')

  recordRow(scope, organization_id, 'pipeline-stage.deleted', row)
  return row
}
