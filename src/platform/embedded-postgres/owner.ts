import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeProcess } from './processes.ts'

/** Notes that this process answers for the server of a directory. */
export function claim(directory: string): void {
  const started = describeProcess(process.pid)?.started ?? ''
  writeFileSync(fileOf(directory), `${process.pid} ${started}\n`)
}

/** Whether the process that answers for the server of a directory is alive. */
export function isOwned(directory: string): boolean {
  try {
    const [pid, ...started] = readFileSync(fileOf(directory), 'utf8').trim().split(' ')
    const found = describeProcess(Number(pid))
    return found !== undefined && !found.zombie && (found.started ?? '') === started.join(' ')
  } catch {
    return false
  }
}

function fileOf(directory: string): string {
  return join(directory, 'owner')
}
