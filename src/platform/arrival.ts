import type { IncomingMessage } from 'node:http'

/** Cuts a request off whose bytes have not all come in time: a connection is not to be held by one byte a minute. */
export function mustArriveWithin(ms: number, request: IncomingMessage): void {
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy()
  }, ms)
  request.once('close', () => clearTimeout(timer))
}
