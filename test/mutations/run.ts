import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MUTATIONS, type Mutation } from './mutations.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const COPIED = [
  'src',
  'simulator',
  'test',
  'migrations',
  'bin',
  'docs',
  'package.json',
  'package-lock.json',
  'tsconfig.json'
]
const LONGEST_MS = 90_000

interface Outcome {
  readonly passes: number
  readonly failures: number
}

/** Makes one line wrong at a time and expects the law that guards it to go red, having been green before. */
async function main(wanted: readonly string[]): Promise<boolean> {
  const house = mkdtempSync(join(tmpdir(), 'parley-mutations-'))
  const counts = { passed: 0, failed: 0 }
  try {
    for (const name of COPIED) cpSync(join(root, name), join(house, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'))
    for (const mutation of MUTATIONS.filter(each => isWanted(each, wanted))) {
      const flaw = await flawOf(house, mutation)
      counts[flaw ? 'failed' : 'passed']++
      console.log(`${flaw ? '✗' : '✓'} ${mutation.name}${flaw ? `: ${flaw}` : ''} (${lawOf(mutation)})`)
    }
  } finally {
    rmSync(house, { recursive: true, force: true })
  }
  console.log(`${counts.passed} noticed, ${counts.failed} not`)
  const report = process.env['TEST_COUNTS']
  if (report) writeFileSync(report, JSON.stringify(counts))
  return counts.failed === 0
}

/** Words on the command line choose mutations by their names or laws. */
function isWanted(mutation: Mutation, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some(word => `${mutation.name} ${mutation.law}`.includes(word))
}

function lawOf({ law }: Mutation): string {
  return law.replace(/^.*\//, '').replace('.test.ts', '')
}

const green = new Set<string>()

/** Why the mutation proves nothing; null: the law has noticed it. */
async function flawOf(house: string, mutation: Mutation): Promise<string | null> {
  const path = join(house, mutation.file)
  const source = readFileSync(path, 'utf8')
  const found = source.split(mutation.from).length - 1
  if (found !== 1) return `${mutation.file} has its line ${found} times`
  const place = `${mutation.law} ${mutation.test}`
  if (!green.has(place)) {
    const healthy = await runLaw(house, mutation)
    if (!healthy || healthy.failures > 0 || healthy.passes === 0) return 'its test is not green without it'
    green.add(place)
  }
  writeFileSync(
    path,
    source.replace(mutation.from, () => mutation.to)
  )
  try {
    const mutated = await runLaw(house, mutation)
    if (!mutated) return 'its test did not even run'
    return mutated.failures > 0 ? null : 'nobody noticed'
  } finally {
    writeFileSync(path, source)
  }
}

/** Runs the tests in a process of their own; null when they came to no end. */
function runLaw(house: string, { law, test }: Mutation): Promise<Outcome | null> {
  const report = join(house, 'report.json')
  rmSync(report, { force: true })
  const mocha = join(house, 'node_modules', 'mocha', 'bin', 'mocha.js')
  const options = ['--no-config', '--no-parallel', '--node-option=import=tsx', '--timeout=30000', '--bail', '--exit']
  const reporter = [
    '--reporter=json',
    `--reporter-option=output=${report}`,
    '--require=./test/mutations/first-failure.ts'
  ]
  return new Promise(resolve => {
    const child = spawn(process.execPath, [mocha, ...options, ...reporter, '--fgrep', test, law], {
      cwd: house,
      stdio: 'ignore'
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
    child.once('close', () => {
      clearTimeout(timer)
      resolve(readOutcome(report))
    })
  })
}

function readOutcome(report: string): Outcome | null {
  try {
    const { passes, failures } = JSON.parse(readFileSync(report, 'utf8')).stats
    return { passes, failures }
  } catch {
    return null
  }
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1
