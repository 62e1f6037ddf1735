import { existsSync, readFileSync, statSync } from 'node:fs'
import { at } from './root.js'

const LONG = 'test/long/**/*.test.ts'
const WITH_VALUE = new Set([
  '-g',
  '--grep',
  '-f',
  '--fgrep',
  '-t',
  '--timeout',
  '-s',
  '--slow',
  '-j',
  '--jobs',
  '-r',
  '--require'
])

/**
 * `--long`, `--mutations` and `--postgres=system|packaged` are ours, files and folders replace the usual ones, the rest is
 * mocha's.
 */
export function readTestArguments(args) {
  const { paths, options } = sort(args)
  const own = name => options.find(option => option === name || option.startsWith(`${name}=`))
  const value = name => own(name)?.split('=')[1]
  const mochas = options.filter(option => !/^--(long|mutations|postgres|reporter)(=|$)/.test(option))
  const long = own('--long') !== undefined
  return {
    postgres: value('--postgres'),
    reporter: value('--reporter') ?? 'spec',
    command: own('--mutations')
      ? ['--import', 'tsx', 'test/mutations/run.ts', ...mochas, ...paths]
      : [at('node_modules', 'mocha', 'bin', 'mocha.js'), ...configured(long), ...mochas, ...specs(paths, long)]
  }
}

function sort(args) {
  const paths = []
  const options = []
  for (let i = 0; i < args.length; i++) {
    if (/^(--reporter|-R)$/.test(args[i])) options.push(`--reporter=${args[++i]}`)
    else if (WITH_VALUE.has(args[i])) options.push(args[i], args[++i] ?? '')
    else (args[i].startsWith('-') ? options : paths).push(args[i])
  }
  return { paths, options }
}

// mocha adds the files of its configuration to those it is given, so we read it instead.
const { spec, ...configuration } = JSON.parse(readFileSync(at('.mocharc.json'), 'utf8'))

function configured(long) {
  const settings = { ...configuration, ...(long ? { parallel: false, jobs: undefined, timeout: 300_000 } : {}) }
  const flags = Object.entries(settings).flatMap(([name, value]) =>
    [value].flat().flatMap(each => {
      if (each === false || each === undefined) return []
      return each === true ? [`--${name}`] : [`--${name}=${each}`]
    })
  )
  return ['--no-config', '--reporter', at('bin', 'bootstrap', 'reporter.cjs'), ...flags]
}

function specs(paths, long) {
  if (long && paths.length === 0) return [LONG]
  const ignored = long || paths.some(path => path.startsWith('test/long')) ? [] : [`--ignore=${LONG}`]
  const wanted = paths.map(path => (isFolder(path) ? `${path.replace(/\/$/, '')}/**/*.test.ts` : path))
  return [...ignored, ...(wanted.length > 0 ? wanted : spec)]
}

const isFolder = path => existsSync(at(path)) && statSync(at(path)).isDirectory()
