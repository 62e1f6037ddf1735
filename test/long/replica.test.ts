import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { tryReplicas } from '../support/replica-trial.ts'
import { openStage, type Stage } from '../support/stage.ts'

const SEED = Number(process.env['SEED'] ?? randomInt(1_000_000))
const MEGABYTE = 1024 * 1024
/** Cut off at four, but looked at only every 64 packets. */
const MOST_WAITING = 6 * MEGABYTE

describe('Two hundred clients over lines that break for up to a minute', () => {
  let stage: Stage

  before(async () => {
    stage = await openStage()
  })
  after(() => stage.close())

  it(`end with exactly the rows that each may see (SEED=${SEED})`, async () => {
    const outcome = await tryReplicas(stage, {
      seed: SEED,
      watchers: 200,
      talks: 60,
      threads: 2,
      events: 20_000,
      burst: 10,
      lastsMs: 150_000,
      mostCutMs: 60_000,
      patienceMs: 60_000
    })
    console.log(
      `    ${outcome.events} events, ${outcome.cuts} cuts, ${outcome.stalls} stalls; all true after ${outcome.caughtUpMs} ms; ` +
        `held back for one reader at most ${inMegabytes(outcome.mostWaitingBytes)} MB; ` +
        `server and clients grew by ${inMegabytes(outcome.grownBytes)} MB`
    )
    assert.deepEqual(outcome.flaws.slice(0, 20), [])
    assert.deepEqual(outcome.offences.slice(0, 20), [])
    assert.ok(outcome.events >= 18_000, `only ${outcome.events} events`)
    assert.ok(outcome.mostWaitingBytes < MOST_WAITING, `${outcome.mostWaitingBytes} bytes for one reader`)
  })
})

function inMegabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1)
}
