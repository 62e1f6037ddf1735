import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const HERE = dirname(fileURLToPath(import.meta.url))
export const RESULTS = join(HERE, 'results')
const PROGRAMS = join(RESULTS, 'programs')

/** Bundles the programs and drivers to plain JavaScript, so that no loader is measured. */
export async function buildPrograms(): Promise<void> {
  mkdirSync(PROGRAMS, { recursive: true })
  await build({
    entryPoints: [
      'bare.ts',
      'broadcast.ts',
      'drivers/bulk.ts',
      'drivers/ingest.ts',
      'drivers/lists.ts',
      'drivers/sockets.ts',
      'drivers/screen.ts'
    ].map(file => join(HERE, file)),
    outdir: PROGRAMS,
    outbase: HERE,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error'
  })
}

/** A child process of ours. It ends with us: its channel closes and it leaves. */
export interface Program {
  readonly pid: number
  readonly child: ChildProcess
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

const GRACE_MS = 15_000

/** Starts one of the bundled programs. */
export function startProgram(
  name: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  nodeOptions: readonly string[] = []
): Program {
  return startScript(join(PROGRAMS, name), args, environment, nodeOptions)
}

export function startScript(
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  nodeOptions: readonly string[] = []
): Program {
  const child = fork(script, args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [...nodeOptions]
  })
  if (!child.pid) throw new Error(`${script} does not start`)
  running.add(child)
  child.once('exit', () => running.delete(child))
  return { pid: child.pid, child, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  await ended
  clearTimeout(late)
}

/** Asks until the address answers 200. Returns the milliseconds it took. */
export async function untilReady(program: Program, url: string, withinMs: number): Promise<number> {
  const begun = performance.now()
  while (performance.now() - begun < withinMs) {
    if (program.child.exitCode !== null) throw new Error(`${url}: the program ended with ${program.child.exitCode}`)
    const response = await fetch(url).catch(() => undefined)
    await response?.arrayBuffer()
    if (response?.status === 200) return performance.now() - begun
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  throw new Error(`${url} does not answer within ${withinMs} ms`)
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}
