import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('The floors of the house', () => {
  it('import down, never up and never sideways', async function () {
    this.timeout(60_000)
    const said = await cruise()
    assert.match(said, /no dependency violations found/)
  })
})

function cruise(): Promise<string> {
  const program = fileURLToPath(
    new URL('../../node_modules/dependency-cruiser/bin/dependency-cruise.mjs', import.meta.url)
  )
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [program, '--config', '.dependency-cruiser.cjs', 'src', 'web'],
      { cwd: root },
      (_, out, complaint) => resolve(`${out}${complaint}`)
    )
  })
}
