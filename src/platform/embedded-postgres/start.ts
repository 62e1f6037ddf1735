import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Cluster, locateCluster, majorOf, makeCluster } from './cluster.ts'
import { type Access, ensureDatabase, provesToBe, urlOf } from './connection.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { claim, isOwned } from './owner.ts'
import { isRunning, type Postmaster, readPostmaster } from './postmaster.ts'
import { chooseServer, type Server } from './servers.ts'
import { adopt, type Supervision, supervise } from './supervision.ts'

export interface EmbeddedPostgresOptions {
  /** Home of the cluster, its secret and notes; made if missing. */
  readonly directory: string
  /** Database to make and name in `url`; `app` if absent. */
  readonly database?: string
  readonly prefer?: 'packaged' | 'system'
  /** Hears what we do and what PostgreSQL logs, line by line. */
  readonly log?: (line: string) => void
  /** Server settings over ours, as `-c name=value`. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface EmbeddedPostgres {
  /** The superuser's way to the database. Loopback only. */
  readonly url: string
  /** The superuser's way to the `postgres` database. */
  readonly maintenanceUrl: string
  readonly port: number
  readonly pid: number
  readonly version: string
  readonly source: 'packaged' | 'system'
  /** True when it ran already: started by another process that lives, or left behind by one that does not. */
  readonly attached: boolean
  /** Resolves with the last lines of its log when PostgreSQL ends, by `stop` or otherwise. */
  readonly exited: Promise<string>
  /** Stops PostgreSQL and waits for it; leaves one alone that another living process answers for. */
  stop(): Promise<void>
}

// fsync, full_page_writes and synchronous_commit stay as PostgreSQL has them: on.
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  max_connections: '100',
  shared_buffers: '128MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C'
}

const TRIES = 8
const POLL_MS = 4

/**
 * Starts a PostgreSQL of our own on a free port of the loopback address, or attaches to the one that already serves this
 * directory. It outlives Ctrl-C until `stop`, and does not outlive this process.
 * @throws EmbeddedPostgresError with one sentence that says what to do.
 */
export async function startEmbeddedPostgres(given: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  // PostgreSQL's programs are run in another working directory.
  const options = { ...given, directory: resolve(given.directory) }
  const log = options.log ?? (() => {})
  const cluster = locateCluster(options.directory)
  const server = chooseServer({
    prefer: options.prefer ?? 'packaged',
    directory: options.directory,
    identity: cluster.identity,
    major: majorOf(cluster)
  })
  if (majorOf(cluster) === undefined) {
    log(`making a database with PostgreSQL ${server.version} in ${cluster.data}`)
    makeCluster(cluster, server)
  }
  const running = await attachOrLaunch({ options, cluster, server, log })
  const access = { port: running.postmaster.port, secret: cluster.secret }
  const database = options.database ?? 'app'
  await ensureDatabase(access, database)
  return describe(running, server, access, database)
}

interface Start {
  readonly options: EmbeddedPostgresOptions
  readonly cluster: Cluster
  readonly server: Server
  readonly log: (line: string) => void
}

interface Running {
  readonly postmaster: Postmaster
  readonly attached: boolean
  readonly data: string
  /** Absent: another process answers for it. */
  readonly supervision?: Supervision | undefined
}

/** Others may start or stop at the same moment; whoever loses a race looks again. */
async function attachOrLaunch(start: Start): Promise<Running> {
  let last = ''
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const found = readPostmaster(start.cluster.data)
    const alive = found && isRunning(found, start.cluster.data)
    const running = alive ? await attach(start, found) : await launch(start, found?.pid)
    if (typeof running === 'object') return running
    last = running
    if (!PASSING.test(last)) break
    await wait(100 * attempt)
  }
  throw new EmbeddedPostgresError(`PostgreSQL does not start: ${lastSentence(last)}`)
}

// Another one was quicker, the port was taken, or the children of a killed one are still on their way out.
const PASSING = /^$|lock file|could not bind|already in use|shared memory block|stopping/

async function launch(
  { options, cluster, server, log }: Start,
  stalePid: number | undefined
): Promise<Running | string> {
  const port = Number(options.settings?.['port'] ?? (await freePort()))
  const supervision = supervise({
    server,
    identity: cluster.identity,
    data: cluster.data,
    settings: { ...SETTINGS, port: String(port), ...options.settings },
    log,
    stalePid
  })
  let last: string | undefined
  void supervision.exited.then(said => {
    last = said
  })
  // No deadline: recovery after a crash takes as long as it takes, and a server that gives up exits.
  while (last === undefined) {
    const postmaster = readPostmaster(cluster.data)
    if (postmaster?.port === port && postmaster.pid !== stalePid && postmaster.status === 'ready') {
      claim(options.directory)
      return { postmaster, attached: false, data: cluster.data, supervision }
    }
    await wait(POLL_MS)
  }
  return last
}

const PATIENCE_MS = 1_500

/** A server whose owner lives is shared. One whose owner died is about to stop; if it does not, it becomes ours. */
async function attach({ options, cluster }: Start, found: Postmaster): Promise<Running | string> {
  const deadline = Date.now() + PATIENCE_MS
  let now: Postmaster | undefined = found
  while (now && isRunning(now, cluster.data)) {
    const owned = isOwned(options.directory)
    if (now.status === 'ready' && (owned || Date.now() > deadline)) {
      if (!(await provesToBe({ port: now.port, secret: cluster.secret }, cluster.data))) {
        return `the process ${now.pid} on ${cluster.data} does not accept our secret.`
      }
      if (owned) return { postmaster: now, attached: true, data: cluster.data }
      claim(options.directory)
      return { postmaster: now, attached: true, data: cluster.data, supervision: adopt(now.pid, cluster.identity) }
    }
    await wait(POLL_MS)
    now = readPostmaster(cluster.data)
  }
  return 'stopping'
}

function describe(running: Running, server: Server, access: Access, database: string): EmbeddedPostgres {
  const { postmaster, supervision, attached, data } = running
  return {
    url: urlOf(access, database),
    maintenanceUrl: urlOf(access, 'postgres'),
    port: postmaster.port,
    pid: postmaster.pid,
    version: server.version,
    source: server.source,
    attached,
    exited: supervision?.exited ?? new Promise(() => {}),
    async stop() {
      if (!supervision) return
      supervision.end()
      const hurry = setTimeout(() => quitAtOnce(postmaster, data), STOP_PATIENCE_MS)
      await supervision.exited
      while (isRunning(postmaster, data)) await wait(POLL_MS)
      clearTimeout(hurry)
    }
  }
}

// A fast shutdown waits for its checkpoint, on a slow disk for long. An immediate one is safe too: recovery comes at the next start.
const STOP_PATIENCE_MS = 60_000

function quitAtOnce(postmaster: Postmaster, data: string): void {
  if (isRunning(postmaster, data)) process.kill(postmaster.pid, 'SIGQUIT')
}

function freePort(): Promise<number> {
  return new Promise((found, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function lastSentence(log: string): string {
  const fatal = [...log.matchAll(/(?:FATAL|PANIC):\s*(.*)/g)].at(-1)?.[1]
  return `${(fatal ?? log).trim() || 'it says nothing'}.`
}
