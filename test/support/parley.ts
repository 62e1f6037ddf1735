import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

/** The real program as a process of its own, that can be killed and started again. */
export interface Parley {
  readonly url: string
  readonly dataDir: string
  readonly pid: number
  /** The owner's key, made by the first start. */
  readonly apiKey: string
  /** What it has written, of all its lives. */
  readonly output: string
  /** Fulfilled when it says that it is ready; rejects when it ends before. Answers the milliseconds it took. */
  start(): Promise<number>
  /** Sends a signal and waits for the end; answers the exit code, null after a signal. */
  end(signal: NodeJS.Signals): Promise<number | null>
  signal(signal: NodeJS.Signals): void
  /** Kills what still runs and removes the data. */
  remove(): Promise<void>
}

export async function prepareParley(environment: Readonly<Record<string, string>>): Promise<Parley> {
  build()
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-'))
  const port = await freePort()
  const settings = {
    PATH: process.env['PATH'],
    PORT: String(port),
    DATA_DIR: dataDir,
    DEMO: 'false',
    ADMIN_PASSWORD: 'correct horse battery',
    LOG_LEVEL: 'warn',
    RATE_PER_MINUTE: '1000000',
    EGRESS_ALLOW: '127.0.0.0/8',
    ...environment
  }
  let child: ChildProcess | undefined
  let output = ''

  function running(): ChildProcess {
    if (!child || child.exitCode !== null || child.signalCode !== null) throw new Error('it does not run')
    return child
  }

  return {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    get pid() {
      return running().pid ?? 0
    },
    get apiKey() {
      return String(JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')).api_key)
    },
    get output() {
      return output
    },
    start() {
      const began = performance.now()
      const fresh = spawn(process.execPath, ['dist/main.js'], {
        cwd: ROOT,
        env: settings,
        stdio: ['ignore', 'pipe', 'pipe']
      })
      child = fresh
      return new Promise((resolve, reject) => {
        const hear = (chunk: Buffer) => {
          output += chunk
          if (/is ready at|works in the background/.test(String(chunk))) resolve(performance.now() - began)
        }
        fresh.stdout.on('data', hear)
        fresh.stderr.on('data', hear)
        fresh.once('exit', (code, signal) =>
          reject(new Error(`it ended before it was ready: ${code ?? signal}\n${output}`))
        )
      })
    },
    async end(signal) {
      const ending = running()
      const exit = once(ending, 'exit')
      ending.kill(signal)
      const [code] = await exit
      return code
    },
    signal: signal => void running().kill(signal),
    async remove() {
      if (child && child.exitCode === null && child.signalCode === null) {
        const exit = once(child, 'exit')
        child.kill('SIGKILL')
        await exit
      }
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20 })
    }
  }
}

function build(): void {
  const { status, stderr } = spawnSync(process.execPath, ['bin/build.js'], { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the sources do not build: ${stderr}`)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
