import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { EmbeddedPostgresError } from './errors.ts'

/** The user that PostgreSQL runs as when we ourselves are root, whom it refuses. */
export interface Identity {
  readonly uid: number
  readonly gid: number
}

// initdb needs some entry of the passwd file, not a home or a shell; `nobody` is on every system.
const CANDIDATES = ['postgres', '_postgres', 'nobody']

/**
 * Chooses whom to drop to: the owner of an existing data directory, else postgres, else nobody.
 * Returns undefined when we are no root (or on Windows): PostgreSQL then runs as ourselves.
 */
export function identityFor(data: string): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = statSync(data, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }

  const passwd = readFileSync('/etc/passwd', 'utf8')
  for (const name of CANDIDATES) {
    const entry = new RegExp(`^${name}:[^:]*:(-?\\d+):(-?\\d+):`, 'm').exec(passwd)
    // macOS writes nobody as -2.
    if (entry) return { uid: Number(entry[1]) >>> 0, gid: Number(entry[2]) >>> 0 }
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL refuses to run as root and there is neither a postgres nor a nobody user to run it as; start as another user or set DATABASE_URL.'
  )
}

/** Whether that user can step into a directory, every parent included. */
export function canEnter(directory: string, identity: Identity | undefined): boolean {
  return !identity || spawnSync('test', ['-x', directory], { ...identity, cwd: '/' }).status === 0
}
