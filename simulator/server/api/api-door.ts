import { type Exchange, reply, TooLarge } from '../exchange.ts'
import type { Line } from '../line.ts'
import type { News } from '../network.ts'
import { PhoneError } from '../phone.ts'
import { ApiError } from './api-error.ts'
import { openStream } from './event-stream.ts'
import { LINE_ROUTES } from './line-routes.ts'
import { PHONE_ROUTES } from './phone-routes.ts'
import type { Handler, Place } from './route.ts'
import { shownLine } from './shown.ts'

/** Whoever may play with the lines of an organization. */
export interface Visitor {
  readonly organizationId: number
}

/** Not admitted: what is answered. */
export interface TurnedAway {
  readonly status: number
  readonly body: object
}

export interface ApiOptions {
  lines(): Promise<readonly Line[]>
  listen(hear: (news: News) => void): () => void
  /** Who is this? Asked with every request. */
  admit(exchange: Exchange): Promise<Visitor | TurnedAway>
}

/** `/simulator/api/…`: channels, the phones on them, and what goes wrong. */
export async function apiDoor(exchange: Exchange, options: ApiOptions): Promise<void> {
  try {
    const visitor = await options.admit(exchange)
    if ('status' in visitor) return reply(exchange, visitor.status, visitor.body)
    const lines = (await options.lines()).filter(({ number }) => number.organizationId === visitor.organizationId)
    await route(exchange, lines, options, visitor)
  } catch (error) {
    const shown = translated(error)
    if (!shown) throw error
    reply(exchange, shown.status, shown)
  }
}

async function route(
  exchange: Exchange,
  lines: readonly Line[],
  options: ApiOptions,
  { organizationId }: Visitor
): Promise<void> {
  const { method, path } = exchange
  const [resource, channel, ...rest] = path.split('/').map(decodeURIComponent)
  if (resource === 'events' && channel === undefined) {
    mustBe(method, 'GET')
    const find = (id: number) => lines.find(({ number }) => number.channelId === id)
    return openStream(exchange, options.listen, find, organizationId)
  }
  if (resource !== 'channels') throw new ApiError('unknown_route', 'There is no such address.')
  if (channel === undefined || channel === '') {
    mustBe(method, 'GET')
    return reply(exchange, 200, { data: lines.map(shownLine) })
  }
  const line = lines.find(({ number }) => String(number.channelId) === channel)
  if (!line) throw new ApiError('not_found', 'There is no such simulated channel.')
  await within(line, exchange, rest)
}

async function within(line: Line, exchange: Exchange, [first = '', second = '', third = '']: readonly string[]) {
  const { method } = exchange
  if (first !== 'phones' || second === '') {
    return pick(LINE_ROUTES, method, first)({ line, exchange, name: second })
  }
  const thread = line.threads.get(second)
  if (!thread) throw new ApiError('not_found', 'There is no such phone.')
  return pick(PHONE_ROUTES, method, third)({ line, thread, exchange, name: third })
}

function pick<At extends Place>(routes: Readonly<Record<string, Handler<At>>>, method: string, name: string) {
  const handler = routes[`${method} ${name}`]
  if (handler) return handler
  const isKnown = Object.keys(routes).some(each => each.endsWith(` ${name}`))
  if (isKnown) throw new ApiError('method_not_allowed', 'This address does not offer that method.')
  throw new ApiError('unknown_route', 'There is no such address.')
}

function mustBe(method: string, expected: string): void {
  if (method !== expected) throw new ApiError('method_not_allowed', 'This address does not offer that method.')
}

function translated(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error
  if (error instanceof PhoneError) return new ApiError('not_possible', error.message)
  if (error instanceof TooLarge) return new ApiError('too_large', 'The body is too large.')
  if (error instanceof URIError) return new ApiError('unknown_route', 'There is no such address.')
  return undefined
}
