import type { Socket } from 'socket.io'
import { type Application, methodsAt } from '../declarations.ts'
import { type Reason, Refusal } from '../model/errors.ts'
import { newId } from '../platform/ids.ts'
import { toPublic } from './errors.ts'

/** How many arguments follow the path, besides the answer's function. */
const MOST_ARGUMENTS: Readonly<Record<string, number>> = { find: 1, get: 2, create: 2, update: 3, patch: 3, remove: 2 }

/**
 * Answers what reaches no service as REST does. Feathers listens only to methods that some service offers, so a caller
 * of any other would wait for ever, and refuses unknown addresses in words of its own.
 */
export function refuseStrangeCalls(app: Application, socket: Socket): void {
  socket.use(([method, path, ...rest], next) => {
    const answer: unknown = rest.at(-1)
    const sent = typeof answer === 'function' ? rest.length - 1 : rest.length
    const reason = flawOf(app, method, path, sent)
    if (!reason) next()
    else if (typeof answer === 'function') answer(toPublic(new Refusal(reason), newId()).toJSON())
  })
}

function flawOf(app: Application, method: unknown, path: unknown, sent: number): Reason | null {
  const offered = typeof path === 'string' ? methodsAt(app, path) : null
  if (!offered) return 'unknown_route'
  if (typeof method !== 'string' || !offered.includes(method)) return 'method_not_allowed'
  return sent > (MOST_ARGUMENTS[method] ?? 0) ? 'bad_request' : null
}
