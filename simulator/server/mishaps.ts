import type { Exchange } from './exchange.ts'
import type { Fault } from './faults.ts'
import { GraphError } from './graph-error.ts'

/** Not taken, and said so; or not even said. */
export function refuse(exchange: Exchange, { kind, code, status, retry_after }: Fault): void {
  const wish = retry_after === undefined ? {} : { retryAfter: retry_after }
  switch (kind) {
    case 'too_many_requests':
      throw new GraphError(code ?? 130429, 'Too many requests.', { status: 429, ...wish })
    case 'server_error':
      throw new GraphError(code ?? 131000, 'Something went wrong.', { status: status ?? 500 })
    case 'unavailable':
      throw new GraphError(code ?? 131016, 'Service temporarily unavailable.', { status: status ?? 503, ...wish })
    case 'cut_before_accepting':
      exchange.request.socket.resetAndDestroy()
      return
    default:
      throw new GraphError(code ?? 131000, `Error ${code ?? 131000}.`, { ...(status && { status }), ...wish })
  }
}

/** Taken, but the answer does not say so. */
export function leaveInDoubt({ response, request }: Exchange, { kind, status }: Fault): void {
  if (kind === 'hang_after_accepting') return
  if (kind === 'cut_after_accepting') request.socket.resetAndDestroy()
  else if (kind === 'malformed_answer') response.writeHead(200, JSON_TYPE).end('{"messaging_product":"whats')
  else response.writeHead(status ?? 502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>')
}

const JSON_TYPE = { 'content-type': 'application/json' }
