import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Full titles of the tests in files; nothing of them is run. */
export async function titlesOf(files: readonly string[]): Promise<string[]> {
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
