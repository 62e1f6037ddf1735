import { writeFileSync } from 'node:fs'
import { PAGES } from './reference.ts'

for (const [name, text] of Object.entries(PAGES)) {
  writeFileSync(new URL(`../docs/reference/${name}`, import.meta.url), text)
  console.log(`docs/reference/${name}`)
}
