import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { classOf } from '../../src/channels/whatsapp/errors.ts'
import { fixtureNames } from '../support/fixtures.ts'
import { KINDS } from '../support/whatsapp-kinds.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
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

/** Full titles of the tests in files; nothing of them is run. */
async function titlesOf(files: readonly string[]): Promise<string[]> {
  const mocha = ['--import', 'tsx', 'node_modules/mocha/bin/mocha.js', '--no-config', '--dry-run', '--reporter', 'json']
  const { stdout } = await promisify(execFile)(process.execPath, [...mocha, ...files], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024
  })
  const report: { readonly tests: readonly { readonly fullTitle: string }[] } = JSON.parse(
    stdout.slice(stdout.indexOf('{'))
  )
  return report.tests.map(({ fullTitle }) => fullTitle)
}
