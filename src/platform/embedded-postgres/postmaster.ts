import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { describeProcess } from './processes.ts'

/** What PostgreSQL writes about itself into its data directory while it runs. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly status: string
}

export function readPostmaster(data: string): Postmaster | undefined {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  // Lines: pid, data directory, start time, port, socket directory, address, shared memory, status.
  const lines = readIfThere(file).split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() }
}

/**
 * Whether the process of that number is a live PostgreSQL on this data directory. After a crash the number may belong to
 * a zombie nobody reaped, or by now to another program.
 */
export function isRunning({ pid }: Postmaster, data: string): boolean {
  const found = describeProcess(pid)
  if (!found || found.zombie) return false
  if (found.program && !/^postgres/.test(found.program)) return false
  return workingDirectory(pid) === undefined || workingDirectory(pid) === realpathSync(data)
}

// PostgreSQL works in its data directory. Only Linux says so; there another user's process keeps it to itself.
function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

/** The file goes away between a look and a read when PostgreSQL stops. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
