import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { filesBelow, fingerprint, madeOf } from './fingerprint.js'
import { at, root } from './root.js'
import { clearStep, step } from './steps.js'

const OURS = ['package-lock.json', 'bin/bootstrap/build.js']

/** Bundles `src/main.ts` into `dist/main.js` when a source has changed. Without sources what was built is used. */
export async function build() {
  if (!existsSync(at('src', 'main.ts')) && existsSync(at('dist', 'main.js'))) return
  const sources = filesBelow(['src', 'migrations', 'simulator/server'], /\.(ts|json)$/)
  await madeOf(['dist', 'fingerprint'], fingerprint([...sources, ...OURS]), async () => {
    step('Building')
    await bundle()
    clearStep()
  })
}

async function bundle() {
  const esbuild = await import('esbuild')
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outfile: 'dist/main.js',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    logLevel: 'error',
    plugins: [sourcePaths]
  })
  await esbuild.stop()
}

// In a bundle every file would believe to lie where the bundle lies. Each keeps its place, relative to it.
const sourcePaths = {
  name: 'source-paths',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const url = `new URL(${JSON.stringify(relative(at('dist'), path).replaceAll('\\', '/'))}, import.meta.url)`
      const contents = source
        .replaceAll('import.meta.url', `${url}.href`)
        .replaceAll('import.meta.filename', `process.getBuiltinModule('node:url').fileURLToPath(${url})`)
        .replaceAll('import.meta.dirname', `process.getBuiltinModule('node:url').fileURLToPath(new URL('.', ${url}))`)
      return { contents, loader: 'ts' }
    })
  }
}
