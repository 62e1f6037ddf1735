import { prepared } from '../platform/set-wise.ts'
import {
  arrange,
  holdPipelines,
  lockPipeline,
  mustHaveRoom,
  PIPELINE_COLUMNS,
  PIPELINES,
  type PipelineRow,
  pipelinesInOrder
} from './pipeline-rows.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

export interface PipelineDraft {
  readonly name: string
  /** Counted from 0; left out: at the end. */
  readonly position?: number
}

/**
 * Makes a pipeline through which conversations go, without stages yet.
 * @throws Refusal `forbidden`, `not_possible` where there are too many
 */
export async function createPipeline(scope: Scope, { name, position }: PipelineDraft): Promise<PipelineRow> {
  await holdPipelines(scope)
  const { organization_id } = scope.actor
  const siblings = await pipelinesInOrder(scope)
  mustHaveRoom(siblings)
  const [made] = await scope.tx.query<PipelineRow>(
    prepared(
      `insert into pipelines (organization_id, name, position, created_at, updated_at) values ($1, $2, $3, $4, $4)
       returning ${PIPELINE_COLUMNS}`,
      [organization_id, name.trim(), siblings.length, scope.now.toISOString()]
    )
  )
  if (!made) throw new Error('an insert returned no pipeline')
  await arrange(scope, PIPELINES, [...siblings, made], made.id, position ?? siblings.length)
  const row = await lockPipeline(scope, made.id, null)

  recordRow(scope, organization_id, 'pipeline.created', row)
  return row
}
