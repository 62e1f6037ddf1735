import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, type Program, startProgram, startScript, untilReady } from './programs.ts'
import { APP_SECRET_PREFIX } from './world.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const PARLEY = join(ROOT, 'dist', 'main.js')
/** What `npm start` gives to Node: most of what a request makes is gone before a young generation of that size is full. */
const START_OPTIONS = ['--max-semi-space-size=64']
const READY_WITHIN_MS = 60_000

export type SubjectName = 'floor' | 'single' | 'batched' | 'parley'

/** A server under test, listening and ready. */
export interface Subject {
  readonly program: Program
  readonly port: number
  /** From the start of the process to the first 200 of /readyz, ms. */
  readonly startedInMs: number
  stop(): Promise<void>
}

export const isParleyBuilt = (): boolean => existsSync(PARLEY)
export const arePagesBuilt = (): boolean => existsSync(join(ROOT, 'dist', 'web', 'web', 'index.html'))

/** One key for all starts, so that what the seed has sealed can be opened. */
export const ENCRYPTION_KEY = '42'.repeat(32)

export function startSubject(
  name: SubjectName,
  databaseUrl: string,
  nodeOptions: readonly string[] = []
): Promise<Subject> {
  if (name === 'parley') return startParley({ DATABASE_URL: databaseUrl }, nodeOptions)
  return startBare(name, databaseUrl, nodeOptions)
}

function startBare(
  mode: Exclude<SubjectName, 'parley'>,
  databaseUrl: string,
  nodeOptions: readonly string[]
): Promise<Subject> {
  const environment = { DATABASE_URL: databaseUrl, APP_SECRET_PREFIX }
  return ready(port => startProgram('bare.js', [`--${mode}`], { PORT: String(port), ...environment }, nodeOptions))
}

/** Starts the built server with a data directory of its own. `environment` may name another one, which is then kept. */
export async function startParley(
  environment: NodeJS.ProcessEnv,
  nodeOptions: readonly string[] = []
): Promise<Subject> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-bench-data-'))
  const subject = await ready(port =>
    startScript(
      PARLEY,
      [],
      {
        PORT: String(port),
        HOST: '127.0.0.1',
        DATA_DIR: directory,
        ENCRYPTION_KEY,
        DEMO: 'false',
        // Channels of the seed have their provider on this machine.
        EGRESS_ALLOW: '127.0.0.0/8',
        LOG_LEVEL: 'error',
        RATE_PER_MINUTE: '10000000',
        ...environment
      },
      [...START_OPTIONS, ...nodeOptions]
    )
  )
  return {
    ...subject,
    async stop() {
      await subject.stop()
      await rm(directory, { recursive: true, force: true })
    }
  }
}

/** The bare Socket.IO server, which broadcasts these frames whenever something is posted. */
export function startBroadcast(frames: readonly string[]): Promise<Subject> {
  return ready(port => startProgram('broadcast.js', [], { PORT: String(port), FRAMES: JSON.stringify(frames) }))
}

async function ready(start: (port: number) => Program): Promise<Subject> {
  const port = await freePort()
  const program = start(port)
  const startedInMs = await untilReady(program, `http://127.0.0.1:${port}/readyz`, READY_WITHIN_MS)
  return { program, port, startedInMs, stop: () => program.stop() }
}
