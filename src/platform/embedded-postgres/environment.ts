import type { Identity } from './identity.ts'

interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly uid?: number
  readonly gid?: number
}

/** What every PostgreSQL program is run with: no PG* or locale variable of the caller's, no directory it cannot enter. */
export function surroundings(identity: Identity | undefined): Surroundings {
  if (process.platform === 'win32') return { env: windowsEnvironment() }
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', HOME: '/' }
  return { env, cwd: '/', ...identity }
}

function windowsEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/i.test(name)))
}
