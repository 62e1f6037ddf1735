import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { at } from './root.js'

/** Contents, not times: going to another branch and back builds nothing. */
export function fingerprint(files) {
  const hash = createHash('sha256').update(process.version)
  for (const file of [...files].sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(at(file)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** The files below these folders whose names match, tests left out, as paths from the root. */
export function filesBelow(folders, pattern) {
  return folders
    .filter(folder => existsSync(at(folder)))
    .flatMap(folder =>
      readdirSync(at(folder), { recursive: true })
        .map(name => `${folder}/${name.replaceAll('\\', '/')}`)
        .filter(name => pattern.test(name) && !/\.test\.tsx?$/.test(name))
    )
}

/** Makes something anew unless the mark that was left beside it says that it was made of the same. */
export async function madeOf(mark, now, make) {
  if (existsSync(at(...mark)) && readFileSync(at(...mark), 'utf8') === now) return
  rmSync(at(...mark), { force: true })
  await make()
  mkdirSync(dirname(at(...mark)), { recursive: true })
  writeFileSync(at(...mark), now)
}
