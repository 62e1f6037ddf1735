import { spawn } from 'node:child_process'
import module from 'node:module'
import { pathToFileURL } from 'node:url'
import { build } from './build.js'
import { install } from './install.js'
import { at, root } from './root.js'
import { clearStep, giveUp, step } from './steps.js'

/** Installs, builds and becomes the server, each only where needed. In this process, so that signals reach it. */
export async function start() {
  await install({ dev: false })
  buildPagesMeanwhile()
  try {
    await build()
  } catch (error) {
    giveUp(`The sources do not build: ${error.message}`)
  }
  step('Starting')
  // Node 22 keeps compiled code between starts.
  module.enableCompileCache?.(at('node_modules', '.cache', 'compiled'))
  process.setSourceMapsEnabled(true)
  clearStep()
  await import(pathToFileURL(at('dist', 'main.js')).href)
}

/** They are ready at about the time when the database is; until then the server says so to whoever looks. */
function buildPagesMeanwhile() {
  spawn(process.execPath, [at('bin', 'build-pages.js')], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }).unref()
}
