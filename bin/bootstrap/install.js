import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { at, root } from './root.js'
import { clearStep, giveUp, step } from './steps.js'

/**
 * Installs what the lockfile says unless it is there. By versions, not by times: a fresh checkout touches every file,
 * and a machine without network must start with what it has.
 */
export async function install({ dev }) {
  if (isInstalled(dev)) return
  step('Installing packages')
  const { code, output } = await npmCi()
  if (code === 0) return clearStep()
  process.stderr.write(output)
  giveUp('npm could not install the packages: see its words above, check the network, and start again.')
}

function isInstalled(dev) {
  const hidden = read('node_modules', '.package-lock.json')
  return hidden ? isAsLocked(hidden.packages, dev) : hasOwnPackages(dev)
}

function isAsLocked(present, dev) {
  return Object.entries(read('package-lock.json').packages).every(([path, { version, dev: forDev, optional }]) => {
    if (path === '' || (forDev && !dev)) return true
    // An optional one may be for another platform.
    return present[path] ? present[path].version === version : optional === true
  })
}

// Other package managers keep no such list; package.json names exact versions.
function hasOwnPackages(dev) {
  const { dependencies, devDependencies } = read('package.json')
  const wanted = Object.entries(dev ? { ...dependencies, ...devDependencies } : dependencies)
  return wanted.every(([name, version]) => read('node_modules', name, 'package.json')?.version === version)
}

function read(...path) {
  return existsSync(at(...path)) ? JSON.parse(readFileSync(at(...path), 'utf8')) : undefined
}

// The npm that started us, where one did; its settings come along in the environment.
function npmCi() {
  const cli = process.env.npm_execpath
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const own = cli?.endsWith('npm-cli.js')
  const child = spawn(own ? process.execPath : 'npm', own ? [cli, ...args] : args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: !own && process.platform === 'win32'
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (output += text))
  return new Promise(resolve => {
    child.once('error', error => resolve({ code: 1, output: `${error.message}\n` }))
    child.once('close', code => resolve({ code, output }))
  })
}
