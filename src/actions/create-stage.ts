import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { PipelineDraft } from './create-pipeline.ts'
import {
  arrange,
  holdPipelines,
  lockPipeline,
  lockStage,
  mustHaveRoom,
  STAGE_COLUMNS,
  STAGES,
  type StageRow,
  stagesInOrder
} from './pipeline-rows.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

export interface StageDraft extends PipelineDraft {
  readonly pipeline_id: number
}

/**
 * Adds a stage to a pipeline.
 * @throws Refusal `forbidden`, `unknown_reference`, `not_possible` where there are too many
 */
export async function createStage(scope: Scope, { pipeline_id, name, position }: StageDraft): Promise<StageRow> {
  await holdPipelines(scope)
  const { organization_id } = scope.actor
  await mustBePipeline(scope, pipeline_id)
  const siblings = await stagesInOrder(scope, pipeline_id)
  mustHaveRoom(siblings)
  const [made] = await scope.tx.query<StageRow>(
    prepared(
      `insert into pipeline_stages (organization_id, pipeline_id, name, position, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $5) returning ${STAGE_COLUMNS}`,
      [organization_id, pipeline_id, name.trim(), siblings.length, scope.now.toISOString()]
    )
  )
  if (!made) throw new Error('an insert returned no stage')
  await arrange(scope, STAGES, [...siblings, made], made.id, position ?? siblings.length)
  const row = await lockStage(scope, made.id, null)

  recordRow(scope, organization_id, 'pipeline-stage.created', row)
  return row
}

async function mustBePipeline(scope: Scope, id: number): Promise<void> {
  try {
    await lockPipeline(scope, id, null)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal('unknown_reference', { complaints: [{ path: 'pipeline_id', message: 'is no pipeline' }] })
  }
}
