import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Receipt } from '../../actions/read-receipt.ts'
import type { House } from '../../actions/scope.ts'
import { CHANNEL_TYPES, type ChannelType } from '../../model/message.ts'
import { newId } from '../../platform/ids.ts'

/** Where providers bring their post. It is answered once it is kept, and waits for nothing else. */
export interface PostBox {
  /** Answers requests under /webhooks/; false for any other. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  idle(): Promise<void>
}

const PATH = /^\/webhooks\/([a-z]{1,20})\/([A-Za-z0-9_-]{1,100})$/
/** Meta's largest batches have 3 MB. */
const MOST_BYTES = 3 * 1024 * 1024

/** `keep` is fulfilled when a receipt is kept for good. */
export function createPostBox(house: House, keep: (receipt: Receipt) => Promise<void>): PostBox {
  const underWay = new Set<Promise<void>>()

  async function receive(type: ChannelType, key: string, request: IncomingMessage): Promise<number> {
    const channel = house.accounts.keptByWebhookKey(type, key) ?? (await house.accounts.byWebhookKey(type, key))
    if (!channel) return 404
    const body = await readBody(request)
    if (!body) return 413
    if (!house.channel(type).authenticate(body, request.headers, channel.account)) return 401
    await keep({
      organization_id: channel.organization_id,
      id: newId(),
      received_at: house.clock.now().toISOString(),
      channel,
      headers: signaturesOf(request),
      body
    })
    return 200
  }

  async function greet(type: ChannelType, key: string, query: URLSearchParams): Promise<string | number> {
    const channel = await house.accounts.byWebhookKey(type, key)
    if (!channel) return 404
    const account = {
      ...channel.account,
      credentials: { verify_token: channel.verify_token, ...channel.account.credentials }
    }
    return house.channel(type).handshake(query, account) ?? 403
  }

  async function serve(request: IncomingMessage, response: ServerResponse, path: string, query: string): Promise<void> {
    const [, name = '', key = ''] = PATH.exec(path) ?? []
    const type = CHANNEL_TYPES.find(each => each === name && house.speaks(each))
    if (!type) return end(request, response, 404)
    if (request.method === 'GET') {
      const greeting = await greet(type, key, new URLSearchParams(query))
      if (typeof greeting === 'number') return end(request, response, greeting)
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', ...NO_SNIFF }).end(greeting)
    } else if (request.method === 'POST') end(request, response, await receive(type, key, request))
    else end(request, response, 405)
  }

  return {
    handle(request, response) {
      const [path = '', query = ''] = (request.url ?? '').split('?', 2)
      if (!path.startsWith('/webhooks/')) return false
      const served = serve(request, response, path, query).then(
        () => void underWay.delete(served),
        error => {
          underWay.delete(served)
          house.log.error({ err: error }, 'post could not be kept; the provider brings it again')
          end(request, response, 503)
        }
      )
      underWay.add(served)
      return true
    },
    idle: async () => void (await Promise.all(underWay))
  }
}

const NO_SNIFF = { 'x-content-type-options': 'nosniff' }
const NOTHING = { 'content-length': '0', ...NO_SNIFF }

/** Strangers learn nothing from an answer but its number. */
function end(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (response.headersSent || response.destroyed) return
  if (status === 200) return void response.writeHead(200, NOTHING).end()
  const retry = status === 503 ? { 'retry-after': '5' } : {}
  // What is too large is not read to its end.
  const close = status === 413 ? { connection: 'close' } : {}
  response.writeHead(status, { ...NOTHING, ...retry, ...close }).end()
  if (status === 413) request.unpipe()
}

/** null: more than a provider ever sends. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return resolve(null)
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MOST_BYTES) resolve(null)
      else chunks.push(chunk)
    })
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)))
    request.on('error', reject)
  })
}

const PROOF = /signature|token|idempotency/

/** What another number under the same callback is verified by, when the post is opened. */
function signaturesOf({ headers }: IncomingMessage): Record<string, string> {
  const signatures: Record<string, string> = {}
  for (const name in headers) {
    const value = PROOF.test(name) ? headers[name] : undefined
    if (typeof value === 'string') signatures[name] = value
  }
  return signatures
}
