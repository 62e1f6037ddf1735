import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, buildApp } from '../../src/app.ts'
import type { Channel } from '../../src/channels/channel.ts'
import { channels } from '../../src/channels/index.ts'
import { type Configuration, readConfiguration } from '../../src/configuration.ts'
import { createManualClock, type ManualClock } from '../../src/platform/clock.ts'
import { type Database, openDatabase } from '../../src/platform/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { createWakeup } from '../../src/platform/wakeup.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

/** A whole server on a database of its own, in this process. */
export interface TestServer {
  readonly url: string
  readonly app: App
  readonly clock: ManualClock
  readonly database: Database
  readonly databaseUrl: string
  /** Where its files are. */
  readonly dataDir: string
  /** Works until nothing is left to do: post opened, answers delivered, the log followed. */
  settle(): Promise<void>
  stop(): Promise<void>
}

interface ServerOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Share the database and the files of another server. */
  readonly beside?: TestServer
  readonly clock?: ManualClock
  /** Other dialects than the present ones. */
  readonly channels?: readonly Channel[]
  /** How long a provider may take to answer. */
  readonly callTimeoutMs?: number
}

const MASTER_KEY = Buffer.alloc(32, 7)
const MOST_ROUNDS = 200

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const own: TestDatabase | null = options.beside ? null : await createTestDatabase()
  const databaseUrl = options.beside?.databaseUrl ?? own?.url ?? ''
  const dataDir = options.beside?.dataDir ?? (await mkdtemp(join(tmpdir(), 'parley-test-')))
  const configuration: Configuration = readConfiguration({
    LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent',
    EGRESS_ALLOW: '127.0.0.0/8',
    RATE_PER_MINUTE: '1000000',
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PORT: '0',
    ...options.environment
  })
  const log = createLog({ level: configuration.logLevel })
  const database = openDatabase({
    connectionString: databaseUrl,
    role: 'parley_runtime',
    poolSize: 6,
    applicationName: 'test',
    onError: () => {}
  })
  const clock = options.clock ?? options.beside?.clock ?? createManualClock(new Date())
  const processId = randomUUID()
  const app = buildApp({
    configuration,
    database,
    clock,
    log,
    channels: options.channels ?? channels,
    masterKey: MASTER_KEY,
    processId,
    alone: !options.beside,
    ...(options.callTimeoutMs !== undefined && { callTimeoutMs: options.callTimeoutMs }),
    wakeup: createWakeup({ connectionString: databaseUrl, channel: 'parley_log', processId, log })
  })
  await app.lifecycle.start()
  const port = await app.listen(0, '127.0.0.1')

  async function settle(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await app.postBox.idle()
      const did: boolean[] = []
      for (const worker of app.workers) did.push(await worker.drain())
      if (!did.includes(true)) return
    }
    throw new Error('the house does not come to rest')
  }

  return {
    url: `http://127.0.0.1:${port}`,
    app,
    clock,
    database,
    databaseUrl,
    dataDir,
    settle,
    async stop() {
      await app.lifecycle.stop()
      await app.house.identifier.idle()
      await app.http.close()
      await database.destroy()
      await own?.drop()
      if (!options.beside) await rm(dataDir, { recursive: true, force: true })
    }
  }
}
