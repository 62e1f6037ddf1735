import { spawn } from 'node:child_process'
import { root } from './root.js'

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }

/** Runs a program to its end, also on Ctrl-C (a terminal sends that to it as well), and tells its exit code. */
export function run(program, args, env) {
  const child = spawn(program, args, { cwd: root, env, stdio: 'inherit' })
  const handlers = Object.keys(SIGNALS).map(signal => [signal, () => passOn(child, signal)])
  for (const [signal, handler] of handlers) process.on(signal, handler)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      for (const [name, handler] of handlers) process.off(name, handler)
      resolve(code ?? 128 + (SIGNALS[signal] ?? 0))
    })
  })
}

// mocha takes a second SIGINT for impatience and dies at once; it has had the first from the terminal.
function passOn(child, signal) {
  if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
}
