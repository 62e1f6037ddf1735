import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Thread } from './ledger.ts'
import { record } from './record.ts'
import type { Scope } from './scope.ts'

/** Fields left out stay as they are. */
export interface Move {
  readonly pipeline_id?: number | null
  readonly pipeline_stage_id?: number | null
}

interface Place {
  readonly pipeline_id: number | null
  readonly pipeline_stage_id: number | null
}

/**
 * Moves conversations to a stage. A stage alone brings its pipeline; another pipeline, or none, leaves the stage behind.
 * @throws Refusal `unknown_reference`, also for a stage of another pipeline
 */
export async function moveConversations(scope: Scope, threads: readonly Thread[], move: Move): Promise<void> {
  const known = await knownPlace(scope, move)
  for (const thread of threads) {
    const { pipeline_id, pipeline_stage_id } = thread.row
    const place = placeAfter(thread, known)
    if (place.pipeline_id === pipeline_id && place.pipeline_stage_id === pipeline_stage_id) continue
    record(scope, thread, {
      type: 'conversation.moved',
      data: { ...place, previous_pipeline_id: pipeline_id, previous_pipeline_stage_id: pipeline_stage_id },
      patch: place
    })
  }
}

/**
 * The place as it is known, held against whoever deletes it: with a stage its pipeline stands too.
 * @throws Refusal `unknown_reference`
 */
export async function knownPlace(scope: Scope, move: Move): Promise<Move> {
  if (move.pipeline_stage_id) return knownStage(scope, move.pipeline_stage_id, move.pipeline_id)
  if (move.pipeline_id) await mustBePipeline(scope, move.pipeline_id)
  return move
}

function placeAfter({ row }: Thread, move: Move): Place {
  const { pipeline_id = row.pipeline_id, pipeline_stage_id = row.pipeline_stage_id } = move
  const isBehind = move.pipeline_stage_id === undefined && pipeline_id !== row.pipeline_id
  return { pipeline_id, pipeline_stage_id: isBehind || pipeline_id === null ? null : pipeline_stage_id }
}

async function knownStage({ tx, actor }: Scope, id: number, pipelineId: number | null | undefined): Promise<Move> {
  const [stage] = await tx.query<{ pipeline_id: number }>(
    prepared(
      'select pipeline_id from pipeline_stages where organization_id = $1 and id = $2 and deleted_at is null for share',
      [actor.organization_id, id]
    )
  )
  if (!stage) throw unknown('pipeline_stage_id', 'is no stage')
  if (pipelineId !== undefined && pipelineId !== stage.pipeline_id) {
    throw unknown('pipeline_stage_id', 'is no stage of this pipeline')
  }
  return { pipeline_id: stage.pipeline_id, pipeline_stage_id: id }
}

async function mustBePipeline({ tx, actor }: Scope, id: number): Promise<void> {
  const found = await tx.query(
    prepared('select 1 from pipelines where organization_id = $1 and id = $2 and deleted_at is null for share', [
      actor.organization_id,
      id
    ])
  )
  if (found.length === 0) throw unknown('pipeline_id', 'is no pipeline')
}

function unknown(path: string, message: string): Refusal {
  return new Refusal('unknown_reference', { data: { field: path }, complaints: [{ path, message }] })
}
