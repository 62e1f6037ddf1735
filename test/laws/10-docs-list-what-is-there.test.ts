import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { PAGES } from '../../bin/reference.ts'

const folder = new URL('../../docs/reference/', import.meta.url)

describe('Law 10: what the docs list is what the code has', () => {
  for (const [name, text] of Object.entries(PAGES)) {
    it(`docs/reference/${name} is what bin/write-reference.ts writes`, () => {
      assert.ok(readdirSync(folder).includes(name), `${name} is missing`)
      assert.equal(readFileSync(new URL(name, folder), 'utf8'), text)
    })
  }
})
