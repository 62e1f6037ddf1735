import { bodyParser, cors } from '@feathersjs/koa'
import type { Context as KoaContext, Next } from 'koa'
import type { House } from '../actions/scope.ts'
import type { Configuration } from '../configuration.ts'
import type { Application } from '../declarations.ts'
import { Refusal } from '../model/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Lifecycle } from '../platform/lifecycle.ts'
import { withRequestId } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import { WrittenJson } from '../platform/written-json.ts'
import { callerAddress } from './caller-address.ts'
import type { Definition } from './define-service.ts'
import { documents } from './documents/door.ts'
import { isOurFault, toPublic } from './errors.ts'
import { pages } from './pages/pages.ts'

interface DoorOptions {
  readonly configuration: Configuration
  readonly house: House
  readonly lifecycle: Lifecycle
  readonly metrics: Metrics
  readonly definitions: readonly Definition[]
}

const MOST_JSON = '256kb'
const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store'
}

/** What every HTTP request passes before it reaches a service. */
export function httpDoor(
  app: Application,
  { configuration, house, lifecycle, metrics, definitions }: DoorOptions
): void {
  const origins = new Set([new URL(configuration.publicUrl).origin, ...configuration.corsOrigins])

  app.use(async (ctx: KoaContext, next: Next) => {
    const id = newId()
    ctx.set({ ...HEADERS, 'X-Request-Id': id })
    await withRequestId(id, async () => {
      try {
        await next()
        if (ctx.body === undefined && ctx.status === 404) throw new Refusal('unknown_route')
        if (ctx.body instanceof WrittenJson) ctx.body = ctx.body.bytes
      } catch (error) {
        answerError(ctx, error, id)
        if (isOurFault(error) && !('className' in Object(error)))
          house.log.error({ err: error, path: ctx.path }, 'a request failed')
      }
    })
  })
  app.use(
    cors({
      origin: allowed(origins),
      allowHeaders: ALLOWED_HEADERS,
      exposeHeaders: ['X-Request-Id', 'Retry-After'],
      maxAge: 600
    })
  )
  app.use(async (ctx: KoaContext, next: Next) => {
    const address = callerAddress(
      ctx.req.socket.remoteAddress ?? '',
      ctx.get('x-forwarded-for'),
      configuration.trustedProxies
    )
    Object.assign(ctx, { feathers: { ...Reflect.get(ctx, 'feathers'), address } })
    await next()
  })
  app.use(pages(configuration))
  app.use(documents(definitions))
  app.use(operations(lifecycle, metrics))
  app.use(onlyJson)
  app.use(
    bodyParser({
      json: true,
      text: false,
      urlencoded: false,
      multipart: false,
      jsonLimit: MOST_JSON,
      jsonStrict: true
    }) as never
  )
}

const ALLOWED_HEADERS = [
  'Authorization',
  'Content-Type',
  'X-Api-Key',
  'Idempotency-Key',
  'If-Match',
  'X-Service-Method',
  'Accept'
]

function allowed(origins: ReadonlySet<string>) {
  return (ctx: { get(name: string): string }): string => {
    const origin = ctx.get('Origin')
    return origins.has(origin) ? origin : ''
  }
}

function answerError(ctx: KoaContext, error: unknown, id: string): void {
  const shown = toPublic(error, id)
  ctx.status = shown.code
  ctx.body = shown.toJSON()
  const retryAfter = shown.data?.retryAfter
  if (typeof retryAfter === 'number') ctx.set('Retry-After', String(retryAfter))
  else if (shown.code === 503) ctx.set('Retry-After', '5')
}

/** Is it alive, is it ready, what does it measure? */
function operations(lifecycle: Lifecycle, metrics: Metrics) {
  return async (ctx: KoaContext, next: Next): Promise<void> => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    if (ctx.path === '/livez') ctx.body = { status: 'ok' }
    else if (ctx.path === '/readyz') {
      const reasons = await lifecycle.whyNotReady()
      ctx.status = reasons.length === 0 ? 200 : 503
      ctx.body = { status: reasons.length === 0 ? 'ok' : 'unavailable', reasons }
    } else if (ctx.path === '/metrics') {
      const page = await metrics.render()
      ctx.type = page.contentType
      ctx.body = page.body
    } else if (ctx.path === '/') ctx.body = { name: 'Parley', version: 1 }
    else return next()
  }
}

async function onlyJson(ctx: KoaContext, next: Next): Promise<void> {
  const hasBody = Number(ctx.get('content-length')) > 0 || ctx.get('transfer-encoding') !== ''
  if (hasBody && ctx.method !== 'GET' && !ctx.is('json')) throw new Refusal('unsupported_media_type')
  await next()
}
