import { spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Identity } from './identity.ts'

const NAME = 'embedded-postgres'

// Only root may write to the first three, so nobody can put a program there for us to run.
const OF_ROOT = ['/var/lib', '/usr/local/lib', '/opt']

/** Copies the packaged server to where that user can read and run it. Undefined: there is no such place. */
export function copyToReadablePlace(
  native: string,
  directory: string,
  identity: Identity | undefined
): string | undefined {
  // An upgraded package must not find the copy of the old one.
  const key = createHash('sha256')
    .update(`${native} ${lstatSync(join(native, 'bin', 'postgres')).mtimeMs}`)
    .digest('hex')
  for (const base of identity ? OF_ROOT : [directory, join(homedir(), '.cache')]) {
    const copy = join(base, `${NAME}-${key.slice(0, 12)}`)
    if (existsSync(copy) && lstatSync(copy).uid === (process.getuid?.() ?? 0)) return join(copy, 'native')
    if (!runsPrograms(base, identity)) continue
    const unfinished = `${copy}.${randomUUID()}`
    cpSync(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true })
    renameSync(unfinished, copy)
    return join(copy, 'native')
  }
  return undefined
}

/** Makes a directory, outside of ours, that the given user can reach. For data of root's projects under a closed home. */
export function makeReachablePlace(identity: Identity): string | undefined {
  const base = [...OF_ROOT, tmpdir()].find(each => runsPrograms(each, identity))
  if (!base) return undefined
  const place = mkdtempSync(join(base, `${NAME}-data-`))
  // Others may pass through, not look in.
  chmodSync(place, 0o711)
  return place
}

/** Tries it out: a mount may be read-only or noexec, a parent may be closed. */
function runsPrograms(base: string, identity: Identity | undefined): boolean {
  const trial = join(base, `${NAME}-trial-${randomUUID()}`)
  try {
    mkdirSync(trial, { recursive: true, mode: 0o755 })
    const program = join(trial, 'program')
    writeFileSync(program, '#!/bin/sh\nexit 0\n', { mode: 0o755 })
    return spawnSync(program, { ...identity, cwd: '/' }).status === 0
  } catch {
    return false
  } finally {
    rmSync(trial, { recursive: true, force: true })
  }
}
