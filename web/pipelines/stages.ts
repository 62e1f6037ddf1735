import type { Pipeline, PipelineStage } from '../../src/client/wire.ts'

/** A pipeline with its stages, as a list to choose from has them. */
export interface StageGroup {
  readonly group: string
  readonly items: readonly { readonly value: string; readonly label: string }[]
}

type Placed = Pick<Pipeline, 'id' | 'name' | 'position'>
type Stage = Placed & Pick<PipelineStage, 'pipeline_id'>

/** The stages of each pipeline in their order; a pipeline without any is left out. */
export function stageGroups(pipelines: Iterable<Placed>, stages: Iterable<Stage>): readonly StageGroup[] {
  const all = [...stages].sort(inOrder)
  return [...pipelines]
    .sort(inOrder)
    .map(({ id, name }) => ({
      group: name,
      items: all
        .filter(stage => stage.pipeline_id === id)
        .map(stage => ({ value: String(stage.id), label: stage.name }))
    }))
    .filter(({ items }) => items.length > 0)
}

function inOrder(one: Placed, other: Placed): number {
  return one.position - other.position || one.id - other.id
}
