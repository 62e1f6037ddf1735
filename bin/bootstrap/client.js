import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { at, root } from './root.js'

/**
 * Bundles `src/client`: into one module for browsers, and into one for Node that takes the packages from where it is
 * installed. Writes down their types. Without sources nothing is built.
 */
export async function buildClient(folder) {
  if (!existsSync(at('src', 'client'))) return
  await Promise.all([
    bundle({ outfile: join(folder, 'browser.js'), platform: 'browser', target: 'es2022' }),
    bundle({ outfile: join(folder, 'node.js'), platform: 'node', target: 'node20.19', packages: 'external' }),
    writeTypes(folder)
  ])
}

async function bundle(options) {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: root,
    entryPoints: ['src/client/index.ts'],
    bundle: true,
    format: 'esm',
    sourcemap: true,
    logLevel: 'error',
    ...options
  })
}

/** Their folders stand as in the sources: `client`, and beside it what it knows of the `model`. */
async function writeTypes(folder) {
  const compiler = at('node_modules', 'typescript', 'bin', 'tsc')
  const options = ['-p', at('src', 'client', 'tsconfig.json'), '--outDir', join(folder, 'types')]
  const [code] = await once(spawn(process.execPath, [compiler, ...options], { cwd: root, stdio: 'inherit' }), 'close')
  if (code !== 0) throw new Error('its types have errors')
}
