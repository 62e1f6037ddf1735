import { Refusal } from '../model/errors.ts'
import { putAt } from '../model/order.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/** A pipeline as `/pipelines` shows it. */
export type PipelineRow = {
  readonly id: number
  readonly organization_id: number
  readonly name: string
  /** From 0, without gaps. */
  readonly position: number
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

/** A stage as `/pipeline-stages` shows it; its position is among those of its pipeline. */
export type StageRow = PipelineRow & { readonly pipeline_id: number }

export const PIPELINE_COLUMNS = 'id, organization_id, name, position, version, created_at, updated_at, deleted_at'
export const STAGE_COLUMNS =
  'id, organization_id, pipeline_id, name, position, version, created_at, updated_at, deleted_at'

/** Two tables whose rows stand in an order that people give them. */
export const PIPELINES = { table: 'pipelines', columns: PIPELINE_COLUMNS, moved: 'pipeline.updated' } as const
export const STAGES = { table: 'pipeline_stages', columns: STAGE_COLUMNS, moved: 'pipeline-stage.updated' } as const
type Ordered = typeof PIPELINES | typeof STAGES

/** Enough for people; each change looks at all siblings. */
const MOST_SIBLINGS = 100

/**
 * Holds the pipelines of the organization and all their stages: one at a time changes them.
 * @throws Refusal `forbidden`
 */
export async function holdPipelines({ tx, actor }: Scope): Promise<void> {
  mustBeAtLeast(actor, 'admin')
  await tx.query(
    prepared('select pg_advisory_xact_lock(hashtextextended($1, $2))', ['pipelines', actor.organization_id])
  )
}

/** @throws Refusal `not_found`, `stale_version` */
export async function lockPipeline(scope: Scope, id: number, version: number | null): Promise<PipelineRow> {
  return lock<PipelineRow>(scope, PIPELINES, id, version)
}

/** @throws Refusal `not_found`, `stale_version` */
export async function lockStage(scope: Scope, id: number, version: number | null): Promise<StageRow> {
  return lock<StageRow>(scope, STAGES, id, version)
}

async function lock<Row extends PipelineRow>(
  { tx, actor }: Scope,
  { table, columns }: Ordered,
  id: number,
  version: number | null
): Promise<Row> {
  const [row] = await tx.query<Row>(
    prepared(
      `select ${columns} from ${table} where organization_id = $1 and id = $2 and deleted_at is null for update`,
      [actor.organization_id, id]
    )
  )
  if (!row) throw new Refusal('not_found')
  if (version !== null && version !== row.version) throw new Refusal('stale_version')
  return row
}

/** The living pipelines of the organization, in their order. */
export async function pipelinesInOrder({ tx, actor }: Scope): Promise<PipelineRow[]> {
  return tx.query<PipelineRow>(
    prepared(
      `select ${PIPELINE_COLUMNS} from pipelines where organization_id = $1 and deleted_at is null order by position, id`,
      [actor.organization_id]
    )
  )
}

/** The living stages of a pipeline, in their order. */
export async function stagesInOrder({ tx, actor }: Scope, pipelineId: number): Promise<StageRow[]> {
  return tx.query<StageRow>(
    prepared(
      `select ${STAGE_COLUMNS} from pipeline_stages
       where organization_id = $1 and pipeline_id = $2 and deleted_at is null order by position, id`,
      [actor.organization_id, pipelineId]
    )
  )
}

/** @throws Refusal `not_possible` where one more would be too many */
export function mustHaveRoom(siblings: readonly PipelineRow[]): void {
  if (siblings.length < MOST_SIBLINGS) return
  throw new Refusal('not_possible', { message: `There are ${MOST_SIBLINGS} already.` })
}

/**
 * Puts one row at a place among its siblings, or lets the others close up where it is gone. Each of the others that
 * moves says so; nobody has edited it, so its version stays.
 */
export async function arrange(
  scope: Scope,
  ordered: Ordered,
  siblings: readonly PipelineRow[],
  id: number,
  position: number | null
): Promise<void> {
  const present = siblings.map(sibling => sibling.id)
  const ids = position === null ? present.filter(each => each !== id) : putAt(present, id, position)
  const places = new Map(siblings.map(sibling => [sibling.id, sibling.position]))
  const moved = ids.flatMap((each, place) => (places.get(each) === place ? [] : [{ id: each, place }]))
  if (moved.length === 0) return
  const { organization_id } = scope.actor
  const rows = await scope.tx.query<PipelineRow>(
    prepared(
      `update ${ordered.table} t set position = w.place, updated_at = $4
       from unnest($2::bigint[], $3::integer[]) as w(key, place) where t.organization_id = $1 and t.id = w.key
       returning ${ordered.columns}`,
      [organization_id, moved.map(each => each.id), moved.map(each => each.place), scope.now.toISOString()]
    )
  )
  for (const row of rows) if (row.id !== id) recordRow(scope, organization_id, ordered.moved, row)
}
