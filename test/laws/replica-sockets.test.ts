import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { tryReplicas } from '../support/replica-trial.ts'
import { openStage, type Stage } from '../support/stage.ts'

const SEED = Number(process.env['SEED'] ?? randomInt(1_000_000))

describe('Law 7, over lines that break', () => {
  let stage: Stage

  before(async () => {
    stage = await openStage()
  })
  after(() => stage.close())

  it(`ends with exactly the rows that each may see (SEED=${SEED})`, async () => {
    const outcome = await tryReplicas(stage, {
      seed: SEED,
      watchers: 10,
      talks: 12,
      threads: 8,
      events: 500,
      burst: 2,
      lastsMs: 4_000,
      mostCutMs: 800,
      patienceMs: 8_000
    })
    assert.deepEqual(outcome.flaws.slice(0, 20), [])
    assert.deepEqual(outcome.offences.slice(0, 20), [])
    assert.ok(outcome.events >= 450, `only ${outcome.events} events`)
    assert.ok(outcome.cuts > 20 && outcome.stalls > 10, `${outcome.cuts} cuts, ${outcome.stalls} stalls`)
  })
})
