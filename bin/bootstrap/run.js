import { spawn } from 'node:child_process'
import { root } from './root.js'

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }

/** Runs a program to its end, also on Ctrl-C (a terminal sends that to it as well). Answers its exit code, or that of the signal. */
export function run(program, args, env) {
  const child = spawn(program, args, { cwd: root, env, stdio: 'inherit' })
  let received
  const onSignal = signal => {
    received ??= signal
    passOn(child, signal)
  }
  for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      for (const name of Object.keys(SIGNALS)) process.off(name, onSignal)
      const ended = received ?? signal
      resolve(ended ? 128 + (SIGNALS[ended] ?? 0) : code)
    })
  })
}

// mocha takes a second SIGINT for impatience and dies at once; it has had the first from the terminal.
function passOn(child, signal) {
  if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
}
