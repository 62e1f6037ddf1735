import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { classOf } from '../../src/channels/whatsapp/errors.ts'
import { fixtureNames } from '../support/fixtures.ts'
import { titlesOf } from '../support/titles.ts'
import { KINDS } from '../support/whatsapp-kinds.ts'

const kinds = Object.values(KINDS).flat()

describe('Law 10: the table of what WhatsApp brings', () => {
  it('has a row for each captured payload, and no other', () => {
    const named = kinds.flatMap(({ fixture }) => fixture ?? [])
    assert.deepEqual(named.sort(), fixtureNames('whatsapp').sort())
  })

  it('has a row for each code of the provider that has a meaning here', () => {
    const named = new Set(
      (KINDS['What is answered'] ?? []).flatMap(({ kind }) => kind.match(/\d+/g)?.map(Number) ?? [])
    )
    const meant = Array.from({ length: 200_000 }, (_, code) => code).filter(
      code => classOf(code) && !isPermission(code)
    )
    assert.deepEqual(
      meant.filter(code => !named.has(code)),
      []
    )
  })

  it('names only tests that there are', async function () {
    this.timeout(120_000)
    const titles = new Set(await titlesOf(filesWithTests()))
    const missing = kinds.flatMap(({ tests }) => tests).filter(title => !titles.has(title))
    assert.deepEqual(missing, [])
    assert.ok(kinds.every(({ tests }) => tests.length > 0))
  })
})

/** 200 to 299 are one row. */
function isPermission(code: number): boolean {
  return code >= 200 && code <= 299
}

function filesWithTests(): string[] {
  const folder = (path: string) =>
    readdirSync(new URL(`../../${path}`, import.meta.url)).flatMap(name =>
      name.endsWith('.test.ts') ? `${path}/${name}` : []
    )
  return [...folder('src/channels/whatsapp'), ...folder('test/journeys'), 'test/channels.test.ts']
}
