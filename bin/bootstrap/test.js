import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { install } from './install.js'
import { run } from './run.js'
import { giveUp } from './steps.js'
import { readTestArguments } from './test-arguments.js'
import { testDatabase } from './test-database.js'

/** Runs mocha (or the mutations) on a PostgreSQL of the run's own and ends with its exit code. */
export async function test(args) {
  const wanted = readTestArguments(args)
  await install({ dev: true })
  const scratch = mkdtempSync(join(tmpdir(), 'tests-'))
  // Root's tests run PostgreSQL as another user, who must get through.
  chmodSync(scratch, 0o711)
  // Also when interrupted before mocha runs; PostgreSQL may then still be writing its last.
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 20 }))
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => wanted.running || process.exit(130))

  const database = await testDatabase(wanted.postgres, scratch).catch(error => giveUp(error.message))
  wanted.running = true
  try {
    process.exitCode = await runTests(wanted, scratch, database)
  } finally {
    await database.stop()
  }
}

async function runTests({ command, reporter }, scratch, database) {
  const counts = join(scratch, 'counts.json')
  const { DATABASE_URL, ...env } = process.env
  const code = await run(process.execPath, command, {
    ...env,
    TEST_DATABASE_URL: database.url,
    TEST_COUNTS: counts,
    TEST_REPORTER: reporter
  })
  const { passed, failed } = readCounts(counts, code)
  console.log(`${passed} passed, ${failed} failed`)
  return code
}

/** A run that broke off counts as a failure. */
function readCounts(file, code) {
  const { passed, failed } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0 }
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed }
}
