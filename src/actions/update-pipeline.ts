import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { PipelineDraft } from './create-pipeline.ts'
import {
  arrange,
  holdPipelines,
  lockPipeline,
  PIPELINE_COLUMNS,
  PIPELINES,
  type PipelineRow,
  pipelinesInOrder
} from './pipeline-rows.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Renames a pipeline, or puts it at another place.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`
 */
export async function updatePipeline(
  scope: Scope,
  id: number,
  { name, position }: Partial<PipelineDraft>,
  version: number | null
): Promise<PipelineRow> {
  await holdPipelines(scope)
  const { organization_id } = scope.actor
  await lockPipeline(scope, id, version)
  if (position !== undefined) await arrange(scope, PIPELINES, await pipelinesInOrder(scope), id, position)
  const [row] = await scope.tx.query<PipelineRow>(
    prepared(
      `update pipelines set name = coalesce($3, name), version = version + 1, updated_at = $4
       where organization_id = $1 and id = $2 returning ${PIPELINE_COLUMNS}`,
      [organization_id, id, name?.trim() ?? null, scope.now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')

  recordRow(scope, organization_id, 'pipeline.updated', row)
  return row
}
