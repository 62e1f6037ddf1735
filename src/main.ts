import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { migrations } from '../migrations/index.ts'
import { makeFirstStart } from './actions/first-start.ts'
import { renewLogEpoch } from './actions/renew-log-epoch.ts'
import { buildApp } from './app.ts'
import { channels } from './channels/index.ts'
import { type Configuration, ConfigurationError, RUNTIME_ROLE, readConfiguration } from './configuration.ts'
import { masterKey } from './master-key.ts'
import { systemClock } from './platform/clock.ts'
import { openDatabase } from './platform/database.ts'
import { checkDatabase } from './platform/database-check.ts'
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  startEmbeddedPostgres
} from './platform/embedded-postgres/index.ts'
import { createLog, type Log } from './platform/log.ts'
import { migrate } from './platform/migrations.ts'
import { keepPartitions } from './platform/partitions.ts'
import { createWakeup } from './platform/wakeup.ts'

/** Something is missing or wrong outside of the program. The message is a sentence that says what to do. */
class CannotStart extends Error {
  override name = 'CannotStart'
}

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env)
  const log = createLog({ level: configuration.logLevel })
  mkdirSync(configuration.dataDir, { recursive: true, mode: 0o700 })
  const embedded = configuration.databaseUrl ? null : await startDatabase(configuration, log)
  try {
    await run(configuration, log, embedded)
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

async function startDatabase({ dataDir }: Configuration, log: Log): Promise<EmbeddedPostgres> {
  say('Starting the database …')
  return startEmbeddedPostgres({
    directory: join(dataDir, 'postgres'),
    database: 'parley',
    log: line => log.debug({ from: 'postgres' }, line)
  })
}

async function run(configuration: Configuration, log: Log, embedded: EmbeddedPostgres | null): Promise<void> {
  const connectionString = embedded?.url ?? configuration.databaseUrl ?? ''
  if (!embedded) await mustBeUsable(connectionString, log)
  say('Bringing the tables up to date …')
  await migrate(connectionString, migrations)
  await lookAfterTables(connectionString, log)

  const database = openDatabase({
    connectionString,
    role: RUNTIME_ROLE,
    poolSize: configuration.databasePool,
    applicationName: 'parley',
    onError: error => log.warn({ err: error }, 'a database connection broke')
  })
  const processId = randomUUID()
  const app = buildApp({
    configuration,
    database,
    clock: systemClock,
    log,
    channels,
    masterKey: masterKey(configuration),
    processId,
    // A cluster that has just come up has nobody on it.
    alone: embedded?.attached === false,
    wakeup: createWakeup({ connectionString, channel: 'parley_log', processId, log })
  })
  const leave = async () => {
    await app.lifecycle.stop()
    await app.http.close()
    await database.destroy()
    await embedded?.stop()
  }
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= leave()
    return stopping
  }
  stopOnSignals(stop, log)
  void embedded?.exited.then(() => {
    if (stopping) return
    log.fatal('the embedded database has ended; start the server again')
    process.exit(1)
  })

  try {
    await app.lifecycle.start()
    const first = await makeFirstStart(app.house, {
      email: configuration.adminEmail,
      password: configuration.adminPassword ?? randomBytes(12).toString('base64url'),
      demo: configuration.demo
    })
    // A process that only works serves its operator's questions, too: is it alive, what does it measure?
    const port = await app.listen(configuration.port, configuration.host)
    greet(configuration, port, first, configuration.demo ? await app.simulation.pass() : null)
  } catch (error) {
    await stop()
    throw error
  }
}

/** A database that is not ours may lack what we need; better said now than met later. */
async function mustBeUsable(connectionString: string, log: Log): Promise<void> {
  say('Looking at the database …')
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const verdict = await checkDatabase(async text => (await client.query(text)).rows, RUNTIME_ROLE)
    for (const doubt of verdict.doubtful) log.warn(doubt)
    if (verdict.wrong.length > 0) throw new CannotStart(verdict.wrong.join('\n'))
  } catch (error) {
    if (error instanceof CannotStart) throw error
    throw new CannotStart(`DATABASE_URL cannot be reached (${error instanceof Error ? error.message : 'no answer'}).`)
  } finally {
    await client.end().catch(() => {})
  }
}

async function lookAfterTables(connectionString: string, log: Log): Promise<void> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  try {
    const query = async ({ text }: { text: string }) => (await client.query(text)).rows
    for (const table of ['receipts', 'delivery_attempts']) await keepPartitions(query, table, systemClock.now())
    const moved = await renewLogEpoch(query)
    if (moved) log.warn('the database has moved to another cluster; feeds begin anew')
  } finally {
    await client.end()
  }
}

function greet(
  configuration: Configuration,
  port: number,
  first: Awaited<ReturnType<typeof makeFirstStart>>,
  phonePass: string | null
): void {
  const url = configuration.port === 0 ? `http://localhost:${port}` : configuration.publicUrl
  if (first) {
    const file = join(configuration.dataDir, 'credentials.json')
    writeFileSync(file, `${JSON.stringify({ url, ...first }, null, 2)}\n`, { mode: 0o600 })
    say(`E-mail    ${first.email}\nPassword  ${first.password}\nAPI key   ${first.api_key}\nKept in   ${file}`)
  }
  if (phonePass) say(`Phones    ${url}/simulator#${phonePass}`)
  say(`Parley is ready at ${url}`)
}

const GRACE_MS = 15_000

function stopOnSignals(stopAll: () => Promise<void>, log: Log): void {
  let stopping = false
  const stop = (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), GRACE_MS).unref()
    stopAll().then(
      () => process.exit(0),
      error => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      }
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  const crash = (error: unknown) => {
    log.fatal({ err: error }, 'crashed')
    process.exit(1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

main().catch(error => {
  const isPlain =
    error instanceof ConfigurationError || error instanceof EmbeddedPostgresError || error instanceof CannotStart
  process.stderr.write(`${isPlain ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
