import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.ts'
import { type GraphApi, startGraphApi } from '../support/graph-api.ts'
import { findAnomalies } from '../support/history.ts'
import { type Parley, prepareParley } from '../support/parley.ts'
import { type PrivatePostgres, startPrivatePostgres } from '../support/private-postgres.ts'
import { mulberry32 } from '../support/random.ts'
import { aftermath } from './aftermath.ts'
import { connectNumber, firstWord, meet, newNumber, startLoad, tally } from './load.ts'

const SEED = Number(process.env['SEED'] ?? randomInt(1_000_000))
const CUSTOMERS = 4
const NUMBERS = [newNumber(1), newNumber(2)] as const
const MOST_OUTPUT = 10_000

interface Trial {
  readonly kills: number
  /** A database of its own that is crashed as well; null: the embedded one, which falls with the server. */
  readonly postgres: PrivatePostgres | null
  readonly crashes: number
}

describe('A server that is killed again and again', () => {
  const random = mulberry32(SEED)
  let parley: Parley
  let provider: GraphApi

  beforeEach(async () => {
    provider = await startGraphApi({ numbers: NUMBERS })
  })
  afterEach(async () => {
    await parley?.remove()
    await provider?.close()
  })

  it(`loses nothing, doubles nothing and calls nobody twice, with its own database (SEED=${SEED})`, async () => {
    parley = await prepareParley({})
    await endure({ kills: 6, postgres: null, crashes: 0 })
  })

  it(`neither does it beside a PostgreSQL that crashes as well (SEED=${SEED})`, async () => {
    const postgres = await startPrivatePostgres()
    try {
      parley = await prepareParley({ DATABASE_URL: postgres.url })
      await endure({ kills: 16, postgres, crashes: 3 })
    } finally {
      await postgres.remove()
    }
  })

  async function endure({ kills, postgres, crashes }: Trial): Promise<void> {
    await parley.start()
    for (const number of NUMBERS) await connectNumber(parley, provider, number)
    const talks = await meet(parley, provider, CUSTOMERS)
    const load = startLoad(parley, talks)
    const starts: number[] = []
    for (let kill = 0; kill < kills; kill++) {
      await pause(50 + random() * 1_950)
      await parley.end('SIGKILL')
      starts.push(await parley.start())
    }
    for (let crash = 0; crash < crashes; crash++) {
      await pause(50 + random() * 1_950)
      await postgres?.crash()
      await pause(random() * 1_000)
      await postgres?.start()
    }
    await load.stop()

    const url = postgres?.url ?? (await embeddedUrl(parley))
    const { settled, final, counts } = await aftermath(url, provider).catch(error => {
      throw new Error(`${error.message}\n${parley.output.slice(-MOST_OUTPUT)}`)
    })
    const appends = [...load.appends, ...talks.map(firstWord)]
    const anomalies = findAnomalies({ appends, reads: load.reads, final })
    const doubled = calledTwice(provider)
    const { webhooks, sends } = tally(load.appends)
    console.log(
      `    ${kills} kills, ${crashes} database crashes; acknowledged ${webhooks} webhooks, ${sends} sends; ` +
        `${load.repeated} calls repeated, ${load.reads.length} reads; anomalies ${anomalies.length}; ` +
        `provider calls ${provider.accepted.length}, doubled ${doubled.length}; unknown ${counts.unknown}; ` +
        `ready again after ${Math.round(median(starts))} ms (most ${Math.round(Math.max(...starts))}); at rest after ${settled} ms`
    )
    assert.deepEqual(anomalies.slice(0, 10), [])
    assert.deepEqual(doubled, [])
    assert.ok(webhooks > kills && sends > kills, 'there was too little to lose')
    assert.equal(counts.last_seq_wrong, 0)
    assert.equal(counts.sent_uncalled, 0, 'deliveries are sent and never were called')
  }
})

/** The way to a database that a running server answers for. */
async function embeddedUrl({ dataDir }: Parley): Promise<string> {
  const { url } = await startEmbeddedPostgres({ directory: join(dataDir, 'postgres'), database: 'parley' })
  return url
}

/** Every answer has words of its own, so two calls for one are seen at the provider. */
function calledTwice({ accepted }: GraphApi): [string, number][] {
  const calls = new Map<string, number>()
  for (const { text = '' } of accepted) calls.set(text, (calls.get(text) ?? 0) + 1)
  return [...calls].filter(([, count]) => count > 1)
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}
