import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** A process of this machine; on Windows only that it is there. */
export interface ProcessDescription {
  readonly zombie: boolean
  readonly program?: string
  /** Same number, other start: another process. */
  readonly started?: string
}

export function describeProcess(pid: number): ProcessDescription | undefined {
  if (!Number.isInteger(pid) || pid <= 0 || !exists(pid)) return undefined
  if (process.platform === 'linux') return fromProc(pid)
  return process.platform === 'win32' ? { zombie: false } : fromPs(pid)
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function fromProc(pid: number): ProcessDescription | undefined {
  try {
    // pid (program) state …; the 22nd field is the start in ticks since boot. The program may contain brackets and blanks.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    const fields = stat.slice(end + 2).split(' ')
    return { zombie: fields[0] === 'Z', program: stat.slice(stat.indexOf('(') + 1, end), started: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

function fromPs(pid: number): ProcessDescription | undefined {
  const answer = spawnSync('ps', ['-o', 'stat=,lstart=,comm=', '-p', String(pid)], { encoding: 'utf8' })
  // stat, then five words of a date, then the program.
  const found = /^(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec((answer.stdout ?? '').trim())
  if (!found) return undefined
  return { zombie: found[1]?.startsWith('Z') ?? false, started: found[2] ?? '', program: basename(found[3] ?? '') }
}
