import { spawnSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { surroundings } from './environment.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { canEnter, type Identity, identityFor } from './identity.ts'
import { makeReachablePlace } from './places.ts'
import type { Server } from './servers.ts'

/** Where a cluster lives and who runs it. */
export interface Cluster {
  /** PostgreSQL's data directory. */
  readonly data: string
  readonly identity: Identity | undefined
  /** Password of the superuser. */
  readonly secret: string
}

export const SUPERUSER = 'postgres'

/**
 * Finds the cluster of a directory, or the place where it will be made. The data lives in it, unless we are root and the
 * user PostgreSQL runs as cannot get there (a project under /root): then elsewhere, and the file `location` says where.
 */
export function locateCluster(directory: string): Cluster {
  mkdirSync(directory, { recursive: true })
  const location = join(directory, 'location')
  const home = existsSync(location) ? readFileSync(location, 'utf8').trim() : directory
  if (!existsSync(home)) {
    throw new EmbeddedPostgresError(
      `The database was kept in ${home}, which is gone: bring it back, or remove ${location} to begin anew.`
    )
  }
  const secret = secretOf(directory)
  const identity = identityFor(join(home, 'data'))
  if (identity && home === directory) chmodSync(directory, 0o711)
  if (canEnter(home, identity)) return { data: join(home, 'data'), identity, secret }

  const elsewhere = identity && makeReachablePlace(identity)
  if (!elsewhere)
    throw new EmbeddedPostgresError(`PostgreSQL cannot get at ${directory}: set DATA_DIR to another directory.`)
  writeFileSync(location, `${elsewhere}\n`)
  return { data: join(elsewhere, 'data'), identity, secret }
}

function secretOf(directory: string): string {
  const file = join(directory, 'secret')
  try {
    // wx: of two processes that start at once, one writes and both read the same.
    if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!existsSync(file)) throw error
  }
  return readFileSync(file, 'utf8').trim()
}

/** Major version that made the cluster; undefined: there is none yet. */
export function majorOf({ data }: Cluster): number | undefined {
  const file = join(data, 'PG_VERSION')
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined
}

/** Makes the cluster beside its place and moves it there when complete, so that a crash leaves no half of one. */
export function makeCluster(cluster: Cluster, server: Server): void {
  const { data, identity } = cluster
  clearUnfinished(data)
  const unfinished = `${data}.${randomUUID()}`
  mkdirSync(unfinished, { mode: 0o700 })
  if (identity) chownSync(unfinished, identity.uid, identity.gid)
  const errors: string[] = []
  const made = withPasswordFile(cluster, file =>
    LOCALES.some(locale => {
      const answer = spawnSync(join(server.bin, 'initdb'), initdbArguments(unfinished, file, locale, server), {
        ...surroundings(identity),
        encoding: 'utf8'
      })
      if (answer.status !== 0) errors.push(answer.stderr || String(answer.error))
      return answer.status === 0
    })
  )
  if (!made) throw new EmbeddedPostgresError(`PostgreSQL could not make its data directory: ${errors[0]?.trim()}`)
  try {
    renameSync(unfinished, data)
  } catch (error) {
    rmSync(unfinished, { recursive: true })
    if (!existsSync(join(data, 'PG_VERSION'))) throw error
  }
}

// LC_CTYPE must be a UTF-8 one, whatever the provider: under C pg_trgm finds no letter outside ASCII (seen with 18).
const LOCALES = process.platform === 'win32' ? ['en-US'] : ['C.UTF-8', 'en_US.UTF-8', 'UTF-8']

function initdbArguments(data: string, passwordFile: string, locale: string, { major }: Server): string[] {
  const builtin = major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []
  return [
    ...['-D', data, '-U', SUPERUSER, '-E', 'UTF8', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--no-instructions', '--data-checksums', '--lc-collate=C', `--lc-ctype=${locale}`, '--lc-messages=C'],
    ...['--lc-monetary=C', '--lc-numeric=C', '--lc-time=C', ...builtin]
  ]
}

function withPasswordFile<Result>(cluster: Cluster, use: (file: string) => Result): Result {
  const { data, identity, secret } = cluster
  const file = `${data}.${randomUUID()}`
  try {
    writeFileSync(file, `${secret}\n`, { mode: 0o600 })
    if (identity) chownSync(file, identity.uid, identity.gid)
    return use(file)
  } finally {
    rmSync(file)
  }
}

function clearUnfinished(data: string): void {
  const parent = join(data, '..')
  for (const name of readdirSync(parent)) {
    if (!/^data\.[0-9a-f-]{36}$/.test(name)) continue
    // A younger one may be another process at work.
    const age = Date.now() - statSync(join(parent, name)).mtimeMs
    if (age > 600_000) rmSync(join(parent, name), { recursive: true, force: true })
  }
}
