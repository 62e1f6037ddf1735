import { readdirSync, readFileSync } from 'node:fs'

// USER_HZ, the unit of /proc/<pid>/stat: 100 on every Linux that Node runs on.
const TICK_US = 10_000

interface Stat {
  readonly parent: number
  /** Own CPU time, user and system, µs. */
  readonly own: number
  /** CPU time of children that have ended and been waited for, µs. */
  readonly ended: number
}

function stat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold spaces; what follows it is regular. Field 3 of proc(5) is index 0 here.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ticks = (index: number): number => Number(fields[index]) * TICK_US
    return { parent: Number(fields[1]), own: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) }
  } catch {
    return undefined
  }
}

export function parentOf(pid: number): number {
  const found = stat(pid)
  if (!found) throw new Error(`There is no process ${pid} on this machine; the bench needs a local database`)
  return found.parent
}

export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(each => stat(each)?.parent === pid)
}

/** The process and all that descend from it. */
export function familyOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)]
}

/** CPU time of a process since it began, in µs, without its children. */
export function cpuOf(pid: number): number {
  return stat(pid)?.own ?? 0
}

/** CPU time of a process, its living children and those that have ended, in µs. */
export function cpuOfFamily(pid: number): number {
  const own = stat(pid)
  if (!own) return 0
  return own.own + own.ended + childrenOf(pid).reduce((sum, child) => sum + cpuOfFamily(child), 0)
}

export interface Memory {
  /** Resident, shared pages counted in every process, bytes. */
  readonly rss: number
  /** Resident, shared pages divided among those who share them, bytes. */
  readonly pss: number
  readonly processes: number
}

export function memoryOf(pids: readonly number[]): Memory {
  let rss = 0
  let pss = 0
  for (const pid of pids) {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    rss += kilobytes(text, 'Rss')
    pss += kilobytes(text, 'Pss')
  }
  return { rss, pss, processes: pids.length }
}

function kilobytes(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1_024
}
