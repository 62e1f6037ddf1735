import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Receipt } from '../../actions/read-receipt.ts'
import type { House } from '../../actions/scope.ts'
import { CHANNEL_TYPES, type ChannelType } from '../../model/message.ts'
import { createBatcher } from '../../platform/batcher.ts'
import { isDatabaseAway } from '../../platform/database-away.ts'
import { newId } from '../../platform/ids.ts'
import { prepared } from '../../platform/set-wise.ts'
import type { MailOpener } from '../../workers/open-mail.ts'

/** Where providers bring their post. It is answered once it is kept, and waits for nothing else. */
export interface PostBox {
  /** Answers requests under /webhooks/; false for any other. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  idle(): Promise<void>
}

const PATH = /^\/webhooks\/([a-z]{1,20})\/([A-Za-z0-9_-]{1,100})$/
/** Meta's largest batches have 3 MB. */
const MOST_BYTES = 3 * 1024 * 1024
const MOST_AT_ONCE = 50
const WRITERS = 2
const LEASE = `interval '30 seconds'`

const ONE = `
  insert into receipts (organization_id, id, channel_id, channel_type, received_at, headers, body, leased_by, lease_until)
  values ($1, $2, $3, $4, $5, $6, $7, $8, case when $8::uuid is null then null else now() + ${LEASE} end)`

const MANY = `
  insert into receipts (organization_id, id, channel_id, channel_type, received_at, headers, body, leased_by, lease_until)
  select organization_id, id, channel_id, channel_type, received_at, headers, body, $8,
    case when $8::uuid is null then null else now() + ${LEASE} end
  from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::text[], $5::timestamptz[], $6::jsonb[], $7::bytea[])
    as w(organization_id, id, channel_id, channel_type, received_at, headers, body)`

/** Post is handed to the opener of this process, or left for those of others. */
export function createPostBox(house: House, mail: Pick<MailOpener, 'add'> | null, processId: string): PostBox {
  const opener = mail ? processId : null

  const keeper = createBatcher<Receipt, void>({
    maxSize: MOST_AT_ONCE,
    writers: WRITERS,
    // Without a database one after the other would only fail as slowly as it can.
    isolates: error => !isDatabaseAway(error),
    async write(receipts) {
      await house.database.query(receipts.length === 1 ? insertOne(receipts, opener) : insertMany(receipts, opener))
      if (mail) for (const receipt of receipts) mail.add(receipt)
      else house.wake('open-mail')
      return receipts.map(() => undefined)
    }
  })

  async function receive(type: ChannelType, key: string, request: IncomingMessage): Promise<number> {
    const channel = await house.accounts.byWebhookKey(type, key)
    if (!channel) return 404
    const body = await readBody(request)
    if (!body) return 413
    if (!house.channel(type).authenticate(body, request.headers, channel.account)) return 401
    await keeper.add({
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
      serve(request, response, path, query).catch(error => {
        house.log.error({ err: error }, 'post could not be kept; the provider brings it again')
        end(request, response, 503)
      })
      return true
    },
    idle: () => keeper.idle()
  }
}

const NO_SNIFF = { 'x-content-type-options': 'nosniff' }

/** Strangers learn nothing from an answer but its number. */
function end(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (response.headersSent || response.destroyed) return
  const retry = status === 503 ? { 'retry-after': '5' } : {}
  // What is too large is not read to its end.
  const close = status === 413 ? { connection: 'close' } : {}
  response.writeHead(status, { 'content-length': '0', ...NO_SNIFF, ...retry, ...close }).end()
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

/** What another number under the same callback is verified by, when the post is opened. */
function signaturesOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      /signature|token|idempotency/.test(name) && typeof value === 'string' ? [[name, value]] : []
    )
  )
}

function insertOne([receipt]: readonly Receipt[], opener: string | null) {
  if (!receipt) throw new Error('there is no receipt')
  return prepared(ONE, [...valuesOf(receipt), opener])
}

function insertMany(receipts: readonly Receipt[], opener: string | null) {
  const rows = receipts.map(valuesOf)
  const columns = [0, 1, 2, 3, 4, 5, 6].map(column => rows.map(row => row[column]))
  return prepared(MANY, [...columns, opener])
}

function valuesOf(receipt: Receipt): unknown[] {
  return [
    receipt.organization_id,
    receipt.id,
    receipt.channel.id,
    receipt.channel.channel_type,
    receipt.received_at,
    JSON.stringify(receipt.headers),
    receipt.body
  ]
}
