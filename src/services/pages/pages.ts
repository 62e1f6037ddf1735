import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Context as KoaContext, Next } from 'koa'
import type { Configuration } from '../../configuration.ts'
import { createStaticFiles, type Encoding, type StaticFile } from '../../platform/static-files.ts'
import { NOT_BUILT_YET } from './not-built-yet.ts'
import { pageHeaders } from './policy.ts'

/** Stands in the built pages where the nonce of each answer belongs; `bin/bootstrap/pages.js` puts it there. */
const NONCE = 'nonce-of-this-answer'
const BUILT = fileURLToPath(new URL('../../../dist/web', import.meta.url))
const A_YEAR = 'public, max-age=31536000, immutable'
const AN_HOUR = 'public, max-age=3600'

/** Which page stands at an address. The inbox finds its own way below its own. */
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^\/$|^\/inbox(\/|$)/, 'web/index.html'],
  [/^\/simulator\/?$/, 'simulator/page/index.html']
]

/** Serves the pages and their files. Programs that ask the same addresses go on to what is there for them. */
export function pages(configuration: Configuration) {
  const files = createStaticFiles(BUILT, 'fingerprint')

  return async (ctx: KoaContext, next: Next): Promise<void> => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    const page = PAGES.find(([address]) => address.test(ctx.path))?.[1]
    if (page && ctx.get('accept').includes('text/html')) return sendPage(ctx, configuration, files.find(page))
    const file = ctx.path.endsWith('.html') ? undefined : files.find(ctx.path.slice(1))
    if (!file) return next()
    await sendFile(ctx, file)
  }
}

function sendPage(ctx: KoaContext, configuration: Configuration, page: StaticFile | undefined): void {
  const nonce = randomBytes(16).toString('base64url')
  ctx.set(pageHeaders(configuration, nonce))
  ctx.vary('Accept')
  ctx.type = 'html'
  if (page) ctx.body = page.body.toString().replaceAll(NONCE, nonce)
  else {
    ctx.status = 503
    ctx.set('Retry-After', '1')
    ctx.body = NOT_BUILT_YET
  }
}

/** Names of files in `assets` change with what is in them. */
async function sendFile(ctx: KoaContext, file: StaticFile): Promise<void> {
  ctx.set('Cache-Control', ctx.path.startsWith('/assets/') ? A_YEAR : AN_HOUR)
  ctx.set('Cross-Origin-Resource-Policy', 'same-origin')
  ctx.vary('Accept-Encoding')
  ctx.type = file.type
  const encoding = taken(ctx)
  const packed = encoding ? await file.packed(encoding) : null
  if (encoding && packed) ctx.set('Content-Encoding', encoding)
  ctx.body = packed ?? file.body
}

function taken(ctx: KoaContext): Encoding | null {
  const best = ctx.acceptsEncodings('br', 'gzip', 'identity')
  return best === 'br' || best === 'gzip' ? best : null
}
