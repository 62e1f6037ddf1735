import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** One request and where its answer goes. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly method: string
  /** Below the place where the door stands, without a slash at its beginning. */
  readonly path: string
  readonly query: URLSearchParams
}

export class TooLarge extends Error {
  override name = 'TooLarge'
}

const SAFE = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }

/** @throws TooLarge */
export async function readBytes({ request }: Exchange, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > most) throw new TooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export function reply(
  { response }: Exchange,
  status: number,
  body: unknown,
  headers: Record<string, string> = {}
): void {
  if (response.headersSent || response.destroyed) return
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': bytes.length,
    ...SAFE,
    ...headers
  })
  response.end(bytes)
}

export function replyBytes({ response }: Exchange, bytes: Buffer, headers: Record<string, string>): void {
  response.writeHead(200, { 'content-length': bytes.length, ...SAFE, ...headers }).end(bytes)
}

export function replyEmpty({ response }: Exchange, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-length': '0', ...SAFE, ...headers }).end()
}

/** Half of the bytes at once, the other half after a pause. */
export function replySlowly(exchange: Exchange, bytes: Buffer, headers: Record<string, string>, pauseMs: number): void {
  const { response } = exchange
  const middle = Math.floor(bytes.length / 2)
  response.writeHead(200, { 'content-length': bytes.length, ...SAFE, ...headers }).write(bytes.subarray(0, middle))
  const timer = setTimeout(() => response.end(bytes.subarray(middle)), pauseMs)
  void once(response, 'close').then(() => clearTimeout(timer))
}

export function bearerOf({ request }: Exchange): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}
