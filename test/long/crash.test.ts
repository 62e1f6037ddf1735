import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type GraphApi, startGraphApi } from '../support/graph-api.ts'
import { findAnomalies } from '../support/history.ts'
import { type Parley, prepareParley } from '../support/parley.ts'
import { type PrivatePostgres, startPrivatePostgres } from '../support/private-postgres.ts'
import { aftermath } from './aftermath.ts'
import { connectNumber, firstWord, meet, newNumber, startLoad, tally } from './load.ts'

const SEED = Number(process.env['SEED'] ?? randomInt(1_000_000))
const KILLS = 20
const DATABASE_CRASHES = 3
const CUSTOMERS = 4
const NUMBERS = [newNumber(1), newNumber(2)] as const

describe('A server that is killed again and again', () => {
  let postgres: PrivatePostgres
  let parley: Parley
  let provider: GraphApi
  const random = mulberry32(SEED)

  before(async () => {
    postgres = await startPrivatePostgres()
    parley = await prepareParley({ DATABASE_URL: postgres.url })
    provider = await startGraphApi({ numbers: NUMBERS })
    await parley.start()
    for (const number of NUMBERS) await connectNumber(parley, provider, number)
  })
  after(async () => {
    await parley?.remove()
    await provider?.close()
    await postgres?.remove()
  })

  it(`loses nothing, doubles nothing, leaves no hole and calls nobody twice (SEED=${SEED})`, async () => {
    const talks = await meet(parley, provider, CUSTOMERS)
    const load = startLoad(parley, talks)
    const starts: number[] = []

    for (let kill = 0; kill < KILLS; kill++) {
      await pause(50 + random() * 1_950)
      await parley.end('SIGKILL')
      starts.push(await parley.start())
    }
    for (let crash = 0; crash < DATABASE_CRASHES; crash++) {
      await pause(50 + random() * 1_950)
      await postgres.crash()
      await pause(random() * 1_000)
      await postgres.start()
    }
    await pause(500)
    await load.stop()

    const { settled, final, counts } = await aftermath(postgres.url, provider).catch(error => {
      throw new Error(`${error.message}\n${parley.output.slice(-10_000)}`)
    })
    const anomalies = findAnomalies({
      appends: [...load.appends, ...talks.map(firstWord)],
      reads: load.reads,
      final
    })
    const calls = countCalls(provider)
    const { webhooks, sends } = tally(load.appends)
    console.log(
      `    ${KILLS} kills, ${DATABASE_CRASHES} database crashes; acknowledged ${webhooks} webhooks, ${sends} sends, ` +
        `${load.repeated} calls repeated, ${load.reads.length} reads; anomalies ${anomalies.length}; ` +
        `calls ${provider.accepted.length}, doubled ${calls.doubled.length}; unknown ${counts.unknown}; ` +
        `ready again after ${Math.round(median(starts))} ms (most ${Math.round(Math.max(...starts))}); at rest after ${settled} ms`
    )

    assert.deepEqual(anomalies.slice(0, 10), [])
    assert.deepEqual(calls.doubled, [])
    assert.ok(webhooks > 100 && sends > 100, 'there was too little to lose')
    assert.equal(counts.last_seq_wrong, 0)
    assert.equal(counts.sent_uncalled, 0, 'deliveries that are sent and never were called')
  })
})

/** Every answer has words of its own, so two calls for one are seen at the provider. */
function countCalls({ accepted }: GraphApi) {
  const calls = new Map<string, number>()
  for (const { text = '' } of accepted) calls.set(text, (calls.get(text) ?? 0) + 1)
  return { doubled: [...calls].filter(([, count]) => count > 1) }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

/** A small generator of numbers in [0, 1) that a seed repeats. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
