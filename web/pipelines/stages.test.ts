import assert from 'node:assert/strict'
import { stageGroups } from './stages.ts'

describe('Stages', () => {
  it('stand under their pipeline, both in their order', () => {
    const pipelines = [
      { id: 1, name: 'Repairs', position: 2 },
      { id: 2, name: 'Sales', position: 1 },
      { id: 3, name: 'Empty', position: 0 }
    ]
    const stages = [
      { id: 11, pipeline_id: 2, name: 'Won', position: 2 },
      { id: 12, pipeline_id: 2, name: 'New', position: 1 },
      { id: 13, pipeline_id: 1, name: 'Brought in', position: 0 }
    ]
    assert.deepEqual(
      stageGroups(pipelines, stages).map(({ group, items }) => [group, ...items.map(({ label }) => label)]),
      [
        ['Sales', 'New', 'Won'],
        ['Repairs', 'Brought in']
      ]
    )
  })
})
