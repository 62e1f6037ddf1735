import type { IncomingMessage, ServerResponse } from 'node:http'

const METHODS = 'GET, HEAD, PUT, POST, DELETE'
const SHOWN = 'ETag, Content-Length, Content-Range, Content-Disposition'

/** Tells a browser that a page of an allowed origin may read the answer. Answers whether it may. */
export function allowPage(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): boolean {
  const { origin } = request.headers
  response.setHeader('Vary', 'Origin')
  if (origin === undefined || !(origins.includes(origin) || origins.includes('*'))) return false
  response.setHeader('Access-Control-Allow-Origin', origin)
  response.setHeader('Access-Control-Expose-Headers', SHOWN)
  return true
}

/** Answers what a browser asks before it sends a page's request. What is signed decides, so every header may come. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse, isAllowed: boolean): void {
  if (isAllowed) {
    response.setHeader('Access-Control-Allow-Methods', METHODS)
    response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '*')
    response.setHeader('Access-Control-Max-Age', '3000')
  }
  response.writeHead(isAllowed ? 204 : 403).end()
}
