import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { PipelineDraft } from './create-pipeline.ts'
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
 * Renames a stage, or puts it at another place of its pipeline.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`
 */
export async function updateStage(
  scope: Scope,
  id: number,
  { name, position }: Partial<PipelineDraft>,
  version: number | null
): Promise<StageRow> {
  await holdPipelines(scope)
  const { organization_id } = scope.actor
  const { pipeline_id } = await lockStage(scope, id, version)
  if (position !== undefined) await arrange(scope, STAGES, await stagesInOrder(scope, pipeline_id), id, position)
  const [row] = await scope.tx.query<StageRow>(
    prepared(
      `update pipeline_stages set name = coalesce($3, name), version = version + 1, updated_at = $4
       where organization_id = $1 and id = $2 returning ${STAGE_COLUMNS}`,
      [organization_id, id, name?.trim() ?? null, scope.now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')

  recordRow(scope, organization_id, 'pipeline-stage.updated', row)
  return row
}
