import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Context as KoaContext, Next } from 'koa'
import type { Definition } from '../define-service.ts'
import { openApiDocument } from './openapi.ts'
import { READER_HEADERS, readerPage } from './reader.ts'

const A_DAY = 'public, max-age=86400'
const TYPES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
  'begin.js': 'text/javascript'
}

/** Answers `/openapi.json` and, for people, `/docs`. Both are made when first asked for. */
export function documents(definitions: readonly Definition[]) {
  let document: Buffer | undefined

  return async (ctx: KoaContext, next: Next): Promise<void> => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    if (ctx.path === '/openapi.json') {
      document ??= Buffer.from(JSON.stringify(openApiDocument(definitions)))
      ctx.type = 'json'
      ctx.body = document
    } else if (ctx.path === '/docs' || ctx.path === '/docs/') {
      ctx.set(READER_HEADERS)
      ctx.type = 'html'
      ctx.body = readerPage
    } else if (ctx.path.startsWith('/docs/')) sendPart(ctx, ctx.path.slice('/docs/'.length))
    else return next()
  }
}

const BEGIN = `SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#reader', deepLinking: true, docExpansion: 'none', filter: true,
  defaultModelsExpandDepth: -1, validatorUrl: null, persistAuthorization: false
})`

const parts = new Map<string, Buffer>([['begin.js', Buffer.from(BEGIN)]])

/** The reader's own files, from its package. */
function sendPart(ctx: KoaContext, name: string): void {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
  if (!type) return
  const part = parts.get(name) ?? readFileSync(join(readerFolder(), name))
  parts.set(name, part)
  ctx.set('Cache-Control', A_DAY)
  ctx.type = type
  ctx.body = part
}

function readerFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
}
