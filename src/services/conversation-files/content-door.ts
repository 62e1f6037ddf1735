import type { Context as KoaContext, Next } from 'koa'
import { type Application, callAsRest } from '../../declarations.ts'
import { Refusal } from '../../model/errors.ts'

const PATH = /^\/conversation-files\/([0-9a-f-]{36})\/content$/i

/**
 * The stable address of a file's bytes. Whoever may get the file is sent on to a link signed for this once; everybody
 * else hears what the service would say.
 */
export function contentDoor(app: Application): void {
  app.use(async (ctx: KoaContext, next: Next) => {
    const [, id] = PATH.exec(ctx.path) ?? []
    if (id === undefined) return next()
    // A link is signed for its method.
    if (ctx.method !== 'GET') throw new Refusal('method_not_allowed')
    const { url } = await callAsRest(app, ctx, 'conversation-files', id)
    if (typeof url !== 'string') throw new Refusal('not_possible')
    ctx.redirect(url)
    ctx.body = null
    ctx.status = 302
  })
}
