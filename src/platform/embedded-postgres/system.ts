import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

// Parents of one folder per version, and what lies between the version and its programs.
const SHELVES: readonly (readonly [folder: string, like: RegExp])[] = [
  ['/usr/lib/postgresql', /^\d+$/],
  ['/usr', /^pgsql-\d+$/],
  ['/usr/local', /^pgsql$/],
  ['/opt/homebrew/opt', /^postgresql(@\d+)?$/],
  ['/usr/local/opt', /^postgresql(@\d+)?$/],
  ['/Library/PostgreSQL', /^\d+$/],
  ['/Applications/Postgres.app/Contents/Versions', /^\d+$/],
  ['C:\\Program Files\\PostgreSQL', /^\d+$/]
]

/** Folders of this machine that hold PostgreSQL's server programs. */
export function systemServers(): string[] {
  const shelved = SHELVES.flatMap(([folder, like]) =>
    list(folder)
      .filter(name => like.test(name))
      .map(name => join(folder, name, 'bin'))
  )
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const complete = (bin: string): boolean =>
    ['postgres', 'initdb'].every(program => existsSync(join(bin, program + suffix)))
  return [...new Set([...shelved, ...onPath, ...configured()])].filter(complete)
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

function configured(): string[] {
  const answer = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' })
  return answer.status === 0 ? [answer.stdout.trim()] : []
}
