import { existsSync, renameSync, rmSync } from 'node:fs'
import { filesBelow, fingerprint, madeOf } from './fingerprint.js'
import { at, root } from './root.js'

/** The pages there are, each an HTML file; one whose folder is missing is left out. */
const ENTRIES = ['web/index.html', 'simulator/page/index.html']
const SOURCES = ['web', 'simulator/page', 'src/client', 'src/model']
const OURS = ['package-lock.json', 'bin/bootstrap/pages.js']

/** Stands in the built pages where the server puts the nonce of each answer. */
const NONCE = 'nonce-of-this-answer'

/** Builds the pages into `dist/web` when a source has changed. Without sources what was built is used. */
export async function buildPages() {
  const entries = ENTRIES.filter(entry => existsSync(at(entry)))
  if (entries.length === 0) return
  const sources = filesBelow(SOURCES, /\.(tsx?|css|html|svg|json|png|woff2|ogg|mp3|webmanifest)$/)
  await madeOf(['dist', 'web', 'fingerprint'], fingerprint([...sources, ...OURS]), () => bundle(entries))
}

async function bundle(entries) {
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')])
  const fresh = `dist/web.${process.pid}`
  try {
    await build({ ...settings, plugins: [react()], build: output(entries, fresh) })
    moveInPlace(fresh)
  } finally {
    rmSync(at(fresh), { recursive: true, force: true })
  }
}

const settings = { configFile: false, root, publicDir: 'web/public', logLevel: 'error', html: { cspNonce: NONCE } }

function output(entries, outDir) {
  return {
    outDir,
    target: 'es2022',
    // Scripts and styles are files: the policy of the pages takes nothing that stands in an address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
    rollupOptions: { input: entries, onwarn: warn }
  }
}

// The component library marks each of its files for a server that renders; there is none.
function warn(warning, say) {
  if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') say(warning)
}

/** Of two builds at once one stays; both are made of the same. */
function moveInPlace(fresh) {
  const old = `${fresh}.old`
  if (existsSync(at('dist', 'web'))) renameSync(at('dist', 'web'), at(old))
  try {
    renameSync(at(fresh), at('dist', 'web'))
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  }
  rmSync(at(old), { recursive: true, force: true })
}
