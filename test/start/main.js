// The start, as strangers meet it: every case on one line, on a copy of HEAD. Ends with the counts alone on a line.
import { join } from 'node:path'
import { freshClone, remove } from './app.js'
import { cases } from './cases.js'

const { place, clone } = freshClone(process.env.START_CASES_SOURCE ?? join(import.meta.dirname, '..', '..'))
const wanted = process.argv[2]
const counts = { pass: 0, fail: 0 }

for (const { name, run } of cases) {
  // The first one installs for all.
  if (wanted && !name.includes(wanted) && counts.pass + counts.fail > 0) continue
  const { seen, pass } = await run({ place, clone }).catch(error => ({ seen: error.message, pass: false }))
  counts[pass ? 'pass' : 'fail']++
  console.log(`${name} | ${seen.replaceAll('\n', ' ')} | ${pass ? 'pass' : 'fail'}`)
}

remove(place)
console.log(`${counts.pass} passed, ${counts.fail} failed`)
process.exit(counts.fail > 0 ? 1 : 0)
