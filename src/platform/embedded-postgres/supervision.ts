import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { surroundings } from './environment.ts'
import type { Identity } from './identity.ts'
import type { Server } from './servers.ts'

/** A running PostgreSQL in our keeping. */
export interface Supervision {
  /** Asks for a fast shutdown; `exited` tells when it is done. */
  end(): void
  /** Resolves when PostgreSQL (or whoever watches over it) is gone, with the last it said. */
  readonly exited: Promise<string>
}

export interface Launch {
  readonly server: Server
  readonly identity: Identity | undefined
  readonly data: string
  readonly settings: Readonly<Record<string, string>>
  readonly log: (line: string) => void
  /** A number in postmaster.pid that is proven to be no PostgreSQL of this directory. */
  readonly stalePid: number | undefined
}

// A session of its own keeps a terminal's Ctrl-C away from PostgreSQL, so that we drain first. The shell holds the other
// end of a pipe of ours: when that closes, by intent or because we were killed, it asks for a fast shutdown.
const SUPERVISOR = `
trap '' INT TERM HUP
exec 3<&0
"$0" "$@" </dev/null 3<&- &
server=$!
(read -r _ <&3; kill -INT $server) 2>/dev/null &
watcher=$!
exec 3<&-
wait $server
code=$?
kill -KILL $watcher 2>/dev/null
exit $code`

const WATCHER = `trap '' INT TERM HUP; read -r _; kill -INT "$0"`

/** Starts PostgreSQL. It stops when we end it or when this process dies, however it dies. */
export function supervise(launch: Launch): Supervision {
  if (process.platform === 'win32') return superviseOnWindows(launch)
  const args = ['-D', launch.data, ...settingArguments(launch.settings)]
  const child = spawn('/bin/sh', ['-c', SUPERVISOR, join(launch.server.bin, 'postgres'), ...args], {
    ...surroundings(launch.identity),
    env: { ...surroundings(launch.identity).env, ...disowning(launch.stalePid) },
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe']
  })
  return supervisionOf(child, launch.log)
}

/** Takes over a server that outlived its supervisor. */
export function adopt(pid: number, identity: Identity | undefined): Supervision | undefined {
  if (process.platform === 'win32') return undefined
  const child = spawn('/bin/sh', ['-c', WATCHER, String(pid)], {
    ...surroundings(identity),
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe']
  })
  return supervisionOf(child, () => {})
}

function supervisionOf(child: ChildProcess, log: (line: string) => void): Supervision {
  let last = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    last = (last + text).slice(-4_000)
    for (const line of text.split('\n').filter(Boolean)) log(line)
  })
  // A pipe whose reader is gone must not end this process.
  child.stdin?.on('error', () => {})
  const exited = new Promise<string>(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('close', () => resolve(last))
  })
  return { end: () => void child.stdin?.end(), exited }
}

// PostgreSQL lets the number of its parent's parent pass in a stale postmaster.pid (pg_ctl says it with this variable),
// and still refuses when the shared memory named there is in use: safer than to remove the file.
function disowning(stalePid: number | undefined): NodeJS.ProcessEnv {
  return stalePid ? { PG_GRANDPARENT_PID: String(stalePid) } : {}
}

function settingArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

// pg_ctl gives up administrator's rights, with which postgres.exe refuses to run, and knows how to stop it there.
function superviseOnWindows({ server, data, settings, log }: Launch): Supervision {
  const control = join(server.bin, 'pg_ctl.exe')
  const options = settingArguments(settings)
    .map(each => `"${each}"`)
    .join(' ')
  const child = spawn(control, ['start', '-D', data, '-w', '-t', '3600', '-o', options], {
    ...surroundings(undefined),
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true
  })
  const started = supervisionOf(child, log)
  let ended: (last: string) => void = () => {}
  const exited = new Promise<string>(resolve => {
    ended = resolve
  })
  // pg_ctl itself leaves once the server runs; only its failure means that there is none.
  void started.exited.then(last => child.exitCode !== 0 && ended(last))
  return {
    exited,
    end() {
      spawnSync(control, ['stop', '-D', data, '-m', 'fast', '-w'], { ...surroundings(undefined), windowsHide: true })
      ended('')
    }
  }
}
