import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Fields, isFields } from './rules.ts'

/** One request that came in, whatever became of it. */
export interface Call {
  readonly at: Date
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly body: unknown
  /** What was answered; undefined: nothing (yet). */
  status: number | undefined
  /** Of the message, when it was taken. */
  wamid: string | undefined
}

export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly raw: Buffer
  readonly call: Call
}

export async function openExchange(request: IncomingMessage, response: ServerResponse, at: Date): Promise<Exchange> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const raw = Buffer.concat(chunks)
  const isForm = /^multipart\//.test(request.headers['content-type'] ?? '')
  const body = isForm ? undefined : parsed(raw.toString())
  const { method = '', url = '/' } = request
  return { request, response, raw, call: { at, method, path: url, body, status: undefined, wamid: undefined } }
}

export function reply(
  exchange: Exchange,
  status: number,
  body: Fields,
  headers: Readonly<Record<string, string>> = {}
): void {
  replyRaw(exchange, status, JSON.stringify(body), { 'content-type': 'application/json; charset=UTF-8', ...headers })
}

export function replyRaw(
  { call, response }: Exchange,
  status: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {}
): void {
  call.status = status
  response.writeHead(status, headers).end(body)
}

const DRIP_MS = 10

/** Answers byte by byte for as long as somebody listens. */
export function drip({ response }: Exchange, of: 'headers' | 'body'): void {
  const { socket } = response
  if (of === 'body') response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' })
  else socket?.write('HTTP/1.1 200 OK\r\nX-Trace: ')
  const timer = setInterval(() => (of === 'body' ? response : socket)?.write('a'), DRIP_MS)
  socket?.once('close', () => clearInterval(timer))
}

/** An error in the provider's own shape. */
export function replyError(
  exchange: Exchange,
  status: number,
  error: { code: number; details: string; subcode?: number },
  headers: Readonly<Record<string, string>> = {}
): void {
  const { code, details, subcode } = error
  const body = {
    message: `(#${code}) ${details}`,
    type: 'OAuthException',
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
    error_data: { messaging_product: 'whatsapp', details },
    fbtrace_id: 'Az8or2yhqkZfEZ-_4Qn_Bam'
  }
  reply(exchange, status, { error: body }, headers)
}

export function bearerOf({ request }: Exchange): string | undefined {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
}

/** The JSON object that came; undefined for anything else. */
export function jsonOf({ request, call }: Exchange): Fields | undefined {
  const isJson = /^application\/json\b/.test(request.headers['content-type'] ?? '')
  return isJson && isFields(call.body) ? call.body : undefined
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    return source === '' ? undefined : source
  }
}
