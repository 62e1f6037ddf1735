import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type ReplayFilter, type ReplayReport, replayReceipts } from '../src/actions/replay-receipts.ts'
import { buildApp } from '../src/app.ts'
import { channels } from '../src/channels/index.ts'
import { type Configuration, RUNTIME_ROLE, readConfiguration } from '../src/configuration.ts'
import { masterKey } from '../src/master-key.ts'
import { systemClock } from '../src/platform/clock.ts'
import { openDatabase } from '../src/platform/database.ts'
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres/index.ts'
import { isUuid } from '../src/platform/ids.ts'
import { createLog } from '../src/platform/log.ts'
import { createWakeup } from '../src/platform/wakeup.ts'

const USAGE = `Reads old post of the providers again with the present version of the channels.

  npm run replay -- [--channel <id>] [--since <ISO date>] [--receipt <id>] [--unrecognized] [--dry-run]

Without --receipt it takes what was put aside because it was not understood, or could not be applied.
`

/** @throws Error with a sentence for whoever typed the arguments */
function filterFrom(args: readonly string[]): ReplayFilter {
  const { values } = parseArgs({
    args: [...args],
    options: {
      channel: { type: 'string' },
      since: { type: 'string' },
      receipt: { type: 'string' },
      unrecognized: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false }
    }
  })
  const { channel, since, receipt } = values
  if (channel !== undefined && !/^[1-9]\d{0,14}$/.test(channel)) throw new Error('--channel takes the id of a channel.')
  if (since !== undefined && Number.isNaN(Date.parse(since))) throw new Error('--since takes a date like 2030-01-31.')
  if (receipt !== undefined && !isUuid(receipt)) throw new Error('--receipt takes the id of a receipt.')
  return {
    ...(channel !== undefined && { channel_id: Number(channel) }),
    ...(since !== undefined && { since: new Date(since) }),
    ...(receipt !== undefined && { receipt_id: receipt }),
    unrecognized: values.unrecognized,
    dry_run: values['dry-run']
  }
}

async function replay(filter: ReplayFilter, configuration: Configuration): Promise<ReplayReport> {
  const embedded = configuration.databaseUrl ? null : await attach(configuration)
  const connectionString = embedded?.url ?? configuration.databaseUrl ?? ''
  const log = createLog({ level: configuration.logLevel })
  const processId = randomUUID()
  const wakeup = createWakeup({ connectionString, channel: 'parley_log', processId, log })
  const database = openDatabase({
    connectionString,
    role: RUNTIME_ROLE,
    poolSize: 2,
    applicationName: 'parley-replay',
    onError: error => log.warn({ err: error }, 'a database connection broke')
  })
  try {
    // Nothing listens and nothing runs: servers that do hear of what is committed here.
    const app = buildApp({
      configuration,
      database,
      clock: systemClock,
      log,
      channels,
      masterKey: keyOf(configuration),
      processId,
      alone: false,
      wakeup
    })
    await wakeup.start()
    return await replayReceipts(app.house, filter, progress)
  } finally {
    await wakeup.stop()
    await database.destroy()
    await embedded?.stop()
  }
}

/** A new key would open nothing that an old one has sealed. */
function keyOf(configuration: Configuration): Buffer {
  if (!configuration.encryptionKey && !existsSync(join(configuration.dataDir, 'encryption.key'))) {
    throw new Error('The key of the credentials is not here; set ENCRYPTION_KEY, or DATA_DIR to where it is kept.')
  }
  return masterKey(configuration)
}

function attach({ dataDir }: Configuration) {
  const directory = join(dataDir, 'postgres')
  if (!existsSync(directory)) throw new Error(`There is no database in ${dataDir}; set DATABASE_URL or DATA_DIR.`)
  return startEmbeddedPostgres({ directory, database: 'parley' })
}

const EVERY = 100

function progress(sums: ReplayReport): void {
  if (sums.receipts % EVERY === 0) console.log(sentence(sums))
}

function sentence({ receipts, applied, released, remaining }: ReplayReport): string {
  return `${receipts} receipts read: ${applied} facts understood, ${released} released, ${remaining} still put aside.`
}

try {
  const filter = filterFrom(process.argv.slice(2))
  const report = await replay(filter, readConfiguration(process.env))
  console.log(`${filter.dry_run ? 'Dry run, nothing was changed. ' : ''}${sentence(report)}`)
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  process.exitCode = 1
}
