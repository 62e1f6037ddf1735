/**
 * The bare program: what ingest, lists and live delivery cost when nothing stands between Node and PostgreSQL.
 * One file, no framework; Parley's schema, indexes, rows and emits. It is the limit the bench measures beside Parley.
 *
 *   node bare.js --floor     HTTP, HMAC and JSON only: no database, no sockets
 *   node bare.js --single    one transaction, one statement, per webhook
 *   node bare.js --batched   group commit that never waits: while a batch is written the next one gathers
 *
 * What it leaves out: people who write for the first time, statuses, media, reopening. Such receipts stay `pending`,
 * as they would for a worker to open.
 */
import { createHash, createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import pg from 'pg'

type Mode = 'floor' | 'single' | 'batched'

const MODE: Mode = process.argv.includes('--floor')
  ? 'floor'
  : process.argv.includes('--batched')
    ? 'batched'
    : 'single'

const PORT = Number(process.env['PORT'] ?? '0')
const SECRET_PREFIX = process.env['APP_SECRET_PREFIX'] ?? ''
const DATABASE_URL = process.env['DATABASE_URL'] ?? ''

// As many as Parley's pool has by default.
const CONNECTIONS = 10
// While one commits the other computes. Where fsync takes 0.1 ms, one alone is as fast and some 20 % cheaper, its batches
// being larger; where a disk is waited for, the second fills the time. A third only makes the batches smaller.
const WRITERS = 2
const MOST_IN_BATCH = 50
const PAGE = 50
const DAY_MS = 86_400_000

// ---------------------------------------------------------------- database

// Columns come back as JSON fragments, ready to be joined into an answer: jsonb and numbers pass untouched.
const { builtins } = pg.types
const QUOTED = (text: string): string => `"${text}"`
const AS_IS = (text: string): string => text
const FRAGMENTS = new Map<number, (text: string) => string>([
  [builtins.INT2, AS_IS],
  [builtins.INT4, AS_IS],
  [builtins.INT8, AS_IS],
  [builtins.JSON, AS_IS],
  [builtins.JSONB, AS_IS],
  [builtins.UUID, QUOTED],
  [builtins.BOOL, text => (text === 't' ? 'true' : 'false')],
  [builtins.TIMESTAMPTZ, isoTime]
])
const fragments = { getTypeParser: (oid: number) => FRAGMENTS.get(oid) ?? JSON.stringify }

function isoTime(text: string): string {
  return `"${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z"`
}

type Fragments = readonly (string | null)[]

interface Prepared {
  readonly name: string
  readonly text: string
}

class Connections {
  readonly #clients: readonly pg.Client[]
  #next = 0

  constructor(size: number) {
    const options = '-c role=parley_runtime -c timezone=UTC -c datestyle=ISO -c plan_cache_mode=force_generic_plan'
    this.#clients = Array.from(
      { length: size },
      () => new pg.Client({ connectionString: DATABASE_URL, options, pipeline: true, application_name: 'bench-bare' })
    )
  }

  async open(): Promise<void> {
    await Promise.all(this.#clients.map(client => client.connect()))
  }

  run(prepared: Prepared, values: unknown[], client = this.#rotate()): Promise<Fragments[]> {
    return client.query({ ...prepared, values, rowMode: 'array', types: fragments }).then(result => result.rows)
  }

  /**
   * Turns each row into bytes as it comes, so that of a page only its bytes outlive the packet: the fifty times forty
   * strings of a page that waits for its last row are what a collector spends its time on.
   */
  stream(prepared: Prepared, values: unknown[], write: (row: Fragments) => string): Promise<Buffer[]> {
    return new Promise((resolve, reject) => {
      const rows: Buffer[] = []
      const asked = { ...prepared, values, rowMode: 'array', types: fragments }
      const query = new pg.Query(asked)
      query.on('row', (row: Fragments) => rows.push(Buffer.from(write(row))))
      query.on('end', () => resolve(rows))
      query.on('error', reject)
      this.#rotate().query(query)
    })
  }

  at(index: number): pg.Client {
    const client = this.#clients[index]
    if (!client) throw new RangeError(`There is no connection ${index}`)
    return client
  }

  // Statements are pipelined, each its own transaction, so a connection need not be free to be given the next one.
  #rotate(): pg.Client {
    this.#next = (this.#next + 1) % this.#clients.length
    return this.at(this.#next)
  }
}

const connections = new Connections(CONNECTIONS)

// ---------------------------------------------------------------- rows

// As they stand on the wire; a name with a dot opens an object of its own.
const CONVERSATION: readonly string[] = [
  'c.id',
  'c.organization_id',
  'c.contact_id',
  'k.contact.id',
  'k.contact.first_name',
  'k.contact.last_name',
  'k.contact.email',
  'k.contact.phone',
  'k.contact.company_name',
  'k.contact.avatar_url',
  'c.channel',
  'c.channel_id',
  'c.identity_id',
  'c.status',
  'c.state',
  'c.unread_count',
  'c.assigned_user_id',
  'c.assigned_team_id',
  'c.assigned_ai_assistant_id',
  'c.pipeline_id',
  'c.pipeline_stage_id',
  'c.ai_context_cut',
  'c.ai_auto_assignment_disabled',
  'c.ai_auto_assignment_disabled_reason',
  'c.blocked',
  'c.priority',
  'c.snoozed_until',
  'c.last_interaction_at',
  'c.last_message',
  'c.waiting_since',
  'c.window_expires_at',
  'c.control.application_id',
  'c.control.kind',
  'c.control.epoch',
  'c.control.since',
  'c.control.lease_expires_at',
  'c.control.span_id',
  'c.session_id',
  'c.last_seq',
  'c.version',
  'c.created_at',
  'c.updated_at',
  'c.deleted_at'
]

const MESSAGE: readonly string[] = [
  'm.id',
  'm.organization_id',
  'm.conversation_id',
  'm.contact_id',
  'm.seq',
  'm.channel',
  'm.channel_id',
  'm.identity_id',
  'm.direction',
  'm.sender',
  'm.message_type',
  'm.message_text',
  'm.media',
  'm.reply_to_message_id',
  'm.reactions',
  'm.content',
  'm.status',
  'm.status_at',
  'm.error',
  'm.attempts',
  'm.provider_message_id',
  'm.client_id',
  'm.send_at',
  'm.edited_at',
  'm.history',
  'm.provider_at',
  'm.created_at',
  'm.deleted_at',
  'm.metadata'
]

const ID = CONVERSATION.indexOf('c.id')
const CONTACT_ID = CONVERSATION.indexOf('c.contact_id')
const IDENTITY_ID = CONVERSATION.indexOf('c.identity_id')
const UNREAD = CONVERSATION.indexOf('c.unread_count')
const LAST_MESSAGE = CONVERSATION.indexOf('c.last_message')
const LAST_SEQ = CONVERSATION.indexOf('c.last_seq')
const VERSION = CONVERSATION.indexOf('c.version')
const SENDER = CONVERSATION.length
const ACTOR = SENDER + 1

// Columns of `control` carry its name in the table, those of `contact` stand in a table of their own.
const columnsOf = (paths: readonly string[]): string =>
  paths.map(path => path.replace('k.contact.', 'k.').replace('c.control.', 'c.control_')).join(', ')

/** Writes objects of a fixed shape from fragments, without building them first. */
function writerOf(paths: readonly string[]): (row: Fragments) => string {
  let open = ''
  const heads = paths.map((path, index) => {
    const [key = '', group = ''] = path.split('.').slice(1).reverse()
    const closing = open && open !== group ? '}' : ''
    const opening = group && open !== group ? `"${group}":{` : ''
    open = group
    return `${closing}${index === 0 ? '' : ','}${opening}"${key}":`
  })
  return row => {
    let text = '{'
    for (let index = 0; index < heads.length; index++) text += heads[index] + (row[index] ?? 'null')
    return `${text}}`
  }
}

const writeConversation = writerOf(CONVERSATION)
const writeMessage = writerOf(MESSAGE)

// ---------------------------------------------------------------- sockets: RFC 6455 frames, the Socket.IO dialect

const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const MOST_BYTES_FROM_CLIENT = 4_096
const rooms = new Map<string, Set<Socket>>()

function frame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const bytes = Buffer.allocUnsafe(head + length)
  bytes[0] = 0x81
  if (head === 2) bytes[1] = length
  else if (head === 4) {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 127
    bytes.writeBigUInt64BE(BigInt(length), 2)
  }
  bytes.write(text, head)
  return bytes
}

/** Texts of complete client frames (always masked, always short here), and what is left over. Throws on anything else. */
function unframe(bytes: Buffer): { texts: string[]; rest: Buffer } {
  const texts: string[] = []
  let at = 0
  while (bytes.length >= at + 2) {
    const short = bytes.readUInt8(at + 1) & 0x7f
    const head = short < 126 ? 6 : 8
    if (short === 127 || bytes.readUInt8(at) !== 0x81) throw new Error('Not a short text frame')
    if (bytes.length < at + head) break
    const length = short < 126 ? short : bytes.readUInt16BE(at + 2)
    if (length > MOST_BYTES_FROM_CLIENT) throw new Error('Too long')
    if (bytes.length < at + head + length) break
    const mask = bytes.subarray(at + head - 4, at + head)
    const body = Buffer.from(bytes.subarray(at + head, at + head + length))
    for (let index = 0; index < length; index++) body[index] = body.readUInt8(index) ^ mask.readUInt8(index & 3)
    texts.push(body.toString())
    at += head + length
  }
  return { texts, rest: bytes.subarray(at) }
}

function upgrade(request: IncomingMessage, socket: Socket): void {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${WEBSOCKET_GUID}`).digest('base64')
  socket.setNoDelay(true)
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
  )
  socket.write(frame('0{"sid":"bare","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'))
  let pending: Buffer = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.on('data', chunk => {
    try {
      const { texts, rest } = unframe(Buffer.concat([pending, chunk]))
      pending = rest
      for (const text of texts) if (text.startsWith('40')) join(socket, text.slice(2)).catch(() => socket.destroy())
    } catch {
      socket.destroy()
    }
  })
}

async function join(socket: Socket, auth: string): Promise<void> {
  const { apiKey }: { apiKey?: string } = JSON.parse(auth || '{}')
  const organizationId = await organizationOf(apiKey)
  if (!organizationId || socket.destroyed) return void socket.end(frame('44{"message":"NotAuthenticated"}'))
  const room = rooms.get(organizationId) ?? new Set()
  rooms.set(organizationId, room.add(socket))
  socket.on('close', () => room.delete(socket))
  socket.write(frame('40{"sid":"bare"}'))
}

function emit(organizationId: string, bytes: Buffer): void {
  for (const socket of rooms.get(organizationId) ?? []) socket.write(bytes)
}

// ---------------------------------------------------------------- who may come in

const KEY_OWNER: Prepared = {
  name: 'key-owner',
  text: 'select k.organization_id from api_keys k where k.secret_hash = $1 and k.deleted_at is null'
}
const owners = new Map<string, string>()

async function organizationOf(apiKey: string | string[] | undefined): Promise<string | undefined> {
  if (typeof apiKey !== 'string') return undefined
  const hash = createHash('sha256').update(apiKey).digest('hex')
  const known = owners.get(hash)
  if (known) return known
  const [row] = await connections.run(KEY_OWNER, [hash])
  if (row?.[0]) owners.set(hash, row[0])
  return row?.[0] ?? undefined
}

interface Account {
  readonly organizationId: string
  readonly channelId: string
  readonly endpoint: string
  readonly secret: KeyObject
}

const CHANNELS: Prepared = {
  name: 'channels',
  text: `select c.organization_id, c.id, c.webhook_key, c.endpoint from channels c
    where c.channel_type = 'whatsapp' and c.deleted_at is null`
}
const accounts = new Map<string, Account>()
const FLOOR_SECRET = createSecretKey(Buffer.from(SECRET_PREFIX))

async function readChannels(): Promise<void> {
  for (const [organizationId, channelId, key, endpoint] of await connections.run(CHANNELS, [])) {
    if (!organizationId || !channelId || !key || !endpoint) continue
    const phoneNumberId: string = JSON.parse(endpoint)
    const secret = createSecretKey(Buffer.from(SECRET_PREFIX + phoneNumberId))
    accounts.set(JSON.parse(key), { organizationId, channelId, endpoint: phoneNumberId, secret })
  }
}

function isSigned(raw: Buffer, header: string | string[] | undefined, secret: KeyObject): boolean {
  if (typeof header !== 'string' || !header.startsWith('sha256=')) return false
  const given = Buffer.from(header.slice(7), 'hex')
  const expected = createHmac('sha256', secret).update(raw).digest()
  return given.length === expected.length && timingSafeEqual(given, expected)
}

// ---------------------------------------------------------------- what was said

interface Webhook {
  readonly entry?: readonly { readonly changes?: readonly { readonly value?: Value }[] }[]
}

interface Value {
  readonly metadata?: { readonly phone_number_id?: string }
  readonly messages?: readonly {
    readonly id: string
    readonly from: string
    readonly timestamp: string
    readonly type: string
    readonly text?: { readonly body: string }
  }[]
}

/** One message as both statements take it. Ids are made here, so that only `seq` and the people come from the database. */
interface Said {
  n: number
  readonly organization_id: string
  readonly channel_id: string
  readonly address: string
  readonly provider_message_id: string
  readonly id: string
  readonly event_id: string
  readonly receipt_id: string
  readonly message_type: string
  readonly message_text: string | null
  readonly provider_at: string
  readonly window_expires_at: string
  readonly now: string
  readonly last_message: object
}

interface Receipt {
  readonly id: string
  readonly account: Account
  readonly raw: Buffer
  readonly now: string
  readonly said: readonly Said[]
}

function readReceipt(account: Account, raw: Buffer, body: Webhook): Receipt {
  const now = new Date().toISOString()
  const id = uuid()
  const said: Said[] = []
  for (const { changes } of body.entry ?? []) {
    for (const { value } of changes ?? []) {
      if (value?.metadata?.phone_number_id !== account.endpoint) continue
      for (const message of value.messages ?? []) said.push(readMessage(account, id, now, message))
    }
  }
  return { id, account, raw, now, said }
}

function readMessage(
  account: Account,
  receiptId: string,
  now: string,
  message: NonNullable<Value['messages']>[number]
): Said {
  const id = uuid()
  const at = Number(message.timestamp) * 1_000
  const text = message.text?.body ?? null
  const preview = text === null ? `[${message.type}]` : text.replace(/\s+/g, ' ').trim().slice(0, 140)
  return {
    n: 0,
    organization_id: account.organizationId,
    channel_id: account.channelId,
    address: message.from,
    provider_message_id: message.id,
    id,
    event_id: uuid(),
    receipt_id: receiptId,
    message_type: message.type,
    message_text: text,
    provider_at: new Date(at).toISOString(),
    window_expires_at: new Date(at + DAY_MS).toISOString(),
    now,
    last_message: {
      id,
      direction: 'inbound',
      message_type: message.type,
      preview,
      status: 'received',
      created_at: now
    }
  }
}

let noise = randomBytes(4_096)
let noiseAt = 0

/** A version 7 id: the time leads, so that rows of one moment lie together in the indexes. */
function uuid(): string {
  if (noiseAt + 10 > noise.length) {
    noise = randomBytes(4_096)
    noiseAt = 0
  }
  const time = Date.now().toString(16).padStart(12, '0')
  const random = noise.toString('hex', noiseAt, noiseAt + 10)
  noiseAt += 10
  const variant = '89ab'[Number.parseInt(random.charAt(3), 16) & 3]
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`
}

// ---------------------------------------------------------------- written in one transaction

const WHO = `
  jsonb_build_object('type', 'contact', 'id', k.id, 'name', concat_ws(' ', k.first_name, k.last_name),
    'avatar_url', k.avatar_url) as sender,
  jsonb_build_object('type', 'contact', 'id', k.id, 'name', k.first_name) as actor`

// The update takes the row's lock and counts on from its newest version, so seq has no gaps; a provider's id that
// came twice at the same instant trips over the unique index and takes the whole statement back.
const SINGLE: Prepared = {
  name: 'single',
  text: `
    with who as (
      select a.organization_id, a.identity_id
      from identity_addresses a
      where a.organization_id = $1 and a.channel_id = $2 and a.address = $3 and not exists (
        select from messages m
        where m.organization_id = $1 and m.channel_id = $2 and m.provider_message_id = $4)
    ), moved as (
      update conversations c set
        last_seq = c.last_seq + 1,
        unread_count = c.unread_count + 1,
        last_message = $11,
        last_interaction_at = $12,
        waiting_since = coalesce(c.waiting_since, $12),
        window_expires_at = greatest(c.window_expires_at, $10),
        snoozed_until = null,
        status = 'open',
        state = 'active',
        version = c.version + 1,
        updated_at = $12
      from who
      where c.organization_id = $1 and c.live_key = 'identity:' || who.identity_id and c.deleted_at is null
      returning c.*
    ), told as materialized (
      select c.*, ${WHO} from moved c join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
    ), said as (
      insert into messages (organization_id, id, conversation_id, contact_id, seq, channel, channel_id, identity_id,
        direction, sender, message_type, message_text, status, status_at, provider_message_id, provider_at, created_at)
      select $1, $5, c.id, c.contact_id, c.last_seq, 'whatsapp', $2, c.identity_id,
        'inbound', c.sender, $7, $8, 'received', $9, $4, $9, $12
      from told c
    ), logged as (
      insert into events (organization_id, id, conversation_id, seq, type, actor, data, created_at)
      select $1, $6, c.id, c.last_seq, 'message.received', c.actor, jsonb_build_object('message_id', $5::uuid), $12
      from told c
    ), kept as (
      insert into receipts (organization_id, id, channel_id, channel_type, received_at, body, state)
      select $1, $13, $2, 'whatsapp', $12, $14, case when exists (select from moved) then 'done' else 'pending' end
    )
    select 0, 1, 1, ${columnsOf(CONVERSATION)}, c.sender, c.actor
    from told c join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id`
}

async function writeSingle({ account, id, raw }: Receipt, said: Said): Promise<void> {
  const rows = await connections.run(SINGLE, [
    account.organizationId,
    account.channelId,
    said.address,
    said.provider_message_id,
    said.id,
    said.event_id,
    said.message_type,
    said.message_text,
    said.provider_at,
    said.window_expires_at,
    JSON.stringify(said.last_message),
    said.now,
    id,
    raw
  ])
  tell([said], rows)
}

// Bodies travel as one buffer: fifty bytea parameters, or base64, cost more than fifty substrings.
const BATCH: Prepared = {
  name: 'batch',
  text: `
    with input as materialized (
      select * from json_to_recordset($1) as x (n int, organization_id bigint, channel_id bigint, address text,
        provider_message_id text, id uuid, event_id uuid, receipt_id uuid, message_type text, message_text text,
        provider_at timestamptz, window_expires_at timestamptz, now timestamptz, last_message jsonb)
    ), known as materialized (
      select x.*, a.identity_id,
        row_number() over same as place,
        count(*) over (partition by x.organization_id, a.identity_id)::int as many,
        max(x.window_expires_at) over (partition by x.organization_id, a.identity_id) as furthest,
        min(x.now) over (partition by x.organization_id, a.identity_id) as earliest
      from input x
      join identity_addresses a
        on a.organization_id = x.organization_id and a.channel_id = x.channel_id and a.address = x.address
      where not exists (
        select from messages m where m.organization_id = x.organization_id and m.channel_id = x.channel_id
          and m.provider_message_id = x.provider_message_id)
      window same as (partition by x.organization_id, a.identity_id order by x.n)
    ), moved as (
      update conversations c set
        last_seq = c.last_seq + k.many,
        unread_count = c.unread_count + k.many,
        last_message = k.last_message,
        last_interaction_at = k.now,
        waiting_since = coalesce(c.waiting_since, k.earliest),
        window_expires_at = greatest(c.window_expires_at, k.furthest),
        snoozed_until = null,
        status = 'open',
        state = 'active',
        version = c.version + k.many,
        updated_at = k.now
      from known k
      where k.place = k.many and c.organization_id = k.organization_id
        and c.live_key = 'identity:' || k.identity_id and c.deleted_at is null
      returning c.*
    ), told as materialized (
      select x.*, c.id as conversation_id, c.contact_id, c.last_seq - x.many + x.place as seq,
        sender, actor
      from known x
      join moved c on c.organization_id = x.organization_id and c.identity_id = x.identity_id
      join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
      cross join lateral (select ${WHO}) who
    ), said as (
      insert into messages (organization_id, id, conversation_id, contact_id, seq, channel, channel_id, identity_id,
        direction, sender, message_type, message_text, status, status_at, provider_message_id, provider_at, created_at)
      select organization_id, id, conversation_id, contact_id, seq, 'whatsapp', channel_id, identity_id,
        'inbound', sender, message_type, message_text, 'received', provider_at, provider_message_id, provider_at, now
      from told
    ), logged as (
      insert into events (organization_id, id, conversation_id, seq, type, actor, data, created_at)
      select organization_id, event_id, conversation_id, seq, 'message.received', actor,
        jsonb_build_object('message_id', id), now
      from told
    ), kept as (
      insert into receipts (organization_id, id, channel_id, channel_type, received_at, body, state)
      select r.organization_id, r.id, r.channel_id, 'whatsapp', r.received_at, substring($3::bytea from r.first for r.length),
        case when r.facts = done.facts then 'done' else 'pending' end
      from json_to_recordset($2) as r (organization_id bigint, id uuid, channel_id bigint, received_at timestamptz,
        first int, length int, facts int)
      left join (select receipt_id, count(*) as facts from told group by receipt_id) done on done.receipt_id = r.id
    )
    select x.n, x.place, x.many, ${columnsOf(CONVERSATION)}, x.sender, x.actor
    from told x
    join moved c on c.organization_id = x.organization_id and c.id = x.conversation_id
    join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
    order by x.n`
}

async function writeBatch(receipts: readonly Receipt[], client: pg.Client): Promise<void> {
  const said = withoutRepeats(receipts)
  const bodies: object[] = []
  let first = 1
  for (const { id, account, raw, now, said } of receipts) {
    bodies.push({
      organization_id: account.organizationId,
      id,
      channel_id: account.channelId,
      received_at: now,
      first,
      length: raw.length,
      facts: said.length
    })
    first += raw.length
  }
  const values = [JSON.stringify(said), JSON.stringify(bodies), Buffer.concat(receipts.map(each => each.raw))]
  tell(said, await connections.run(BATCH, values, client))
}

function withoutRepeats(receipts: readonly Receipt[]): Said[] {
  const byProviderId = new Map<string, Said>()
  for (const { said } of receipts) {
    for (const each of said) byProviderId.set(`${each.channel_id} ${each.provider_message_id}`, each)
  }
  const said = [...byProviderId.values()]
  said.forEach((each, index) => {
    each.n = index
  })
  return said
}

// ---------------------------------------------------------------- heard after commit

/** Three emits per message, in one write: the message, its event, the conversation as it then stood. */
function tell(said: readonly Said[], rows: readonly Fragments[]): void {
  for (const row of rows) {
    const each = said[Number(row[0])]
    if (each) emit(each.organization_id, Buffer.concat(heard(each, row).map(frame)))
  }
}

function heard(said: Said, row: Fragments): string[] {
  const conversation = row.slice(3)
  const later = Number(row[2]) - Number(row[1])
  for (const counter of [LAST_SEQ, UNREAD, VERSION])
    conversation[counter] = String(Number(conversation[counter]) - later)
  conversation[LAST_MESSAGE] = JSON.stringify(said.last_message)
  const seq = conversation[LAST_SEQ]
  const where = `"organization_id":${said.organization_id},"conversation_id":${conversation[ID]}`
  return [
    `42["conversation-messages-whatsapp created",{"id":"${said.id}","_id":"${said.id}",${where},"contact_id":${conversation[CONTACT_ID]},"seq":${seq},"channel":"whatsapp","channel_id":${said.channel_id},"identity_id":${conversation[IDENTITY_ID]},"direction":"inbound","sender":${conversation[SENDER]},"message_type":${JSON.stringify(said.message_type)},"message_text":${JSON.stringify(said.message_text)},"media":[],"media_url":null,"reply_to_message_id":null,"reactions":[],"content":null,"status":"received","status_at":"${said.provider_at}","error":null,"attempts":0,"provider_message_id":${JSON.stringify(said.provider_message_id)},"client_id":null,"send_at":null,"edited_at":null,"history":[],"provider_at":"${said.provider_at}","created_at":"${said.now}","deleted_at":null,"metadata":{}}]`,
    `42["conversation-events created",{"id":"${said.event_id}",${where},"seq":${seq},"type":"message.received","actor":${conversation[ACTOR]},"data":{"message_id":"${said.id}"},"cause_id":null,"created_at":"${said.now}"}]`,
    `42["conversations patched",${writeConversation(conversation)}]`
  ]
}

// ---------------------------------------------------------------- group commit

interface Waiting {
  readonly receipt: Receipt
  readonly done: (error?: unknown) => void
}

/** One lane of the log: what came while its last batch was being written leaves with the next. */
class Writer {
  readonly #client: pg.Client
  #waiting: Waiting[] = []
  #busy = false

  constructor(client: pg.Client) {
    this.#client = client
  }

  add(receipt: Receipt): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ receipt, done: error => (error ? reject(error) : resolve()) })
      if (!this.#busy) {
        this.#busy = true
        // Requests that the same turn of the event loop has read go together.
        setImmediate(() => void this.#work())
      }
    })
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_IN_BATCH)
      try {
        await this.#write(batch.map(each => each.receipt))
        for (const { done } of batch) done()
      } catch {
        await this.#oneByOne(batch)
      }
    }
    this.#busy = false
  }

  #write(receipts: readonly Receipt[]): Promise<void> {
    const [only] = receipts
    const [said, ...others] = only?.said ?? []
    if (receipts.length === 1 && only && said && others.length === 0) return writeSingle(only, said)
    return writeBatch(receipts, this.#client)
  }

  /** One bad receipt never takes its neighbours along. */
  async #oneByOne(batch: readonly Waiting[]): Promise<void> {
    for (const { receipt, done } of batch) await writeBatch([receipt], this.#client).then(() => done(), done)
  }
}

let writers: readonly Writer[] = []

/** A channel always meets the same writer: order holds, and the writers never wait for each other's row locks. */
function write(receipt: Receipt): Promise<void> {
  const [said, ...others] = receipt.said
  if (MODE === 'single' && said && others.length === 0) return writeSingle(receipt, said)
  const writer = writers[Number(receipt.account.channelId) % writers.length]
  return writer ? writer.add(receipt) : Promise.reject(new Error('No writer'))
}

// ---------------------------------------------------------------- pages

const INBOX: Prepared = {
  name: 'inbox',
  text: `
    select ${columnsOf(CONVERSATION)}
    from conversations c join contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
    where c.organization_id = $1 and c.status = 'open' and c.deleted_at is null
    order by c.last_interaction_at desc, c.id desc
    limit ${PAGE}`
}

const THREAD: Prepared = {
  name: 'thread',
  text: `
    select ${columnsOf(MESSAGE)}
    from messages m
    where m.organization_id = $1 and m.conversation_id = $2 and m.deleted_at is null
    order by m.seq desc
    limit ${PAGE}`
}

async function inboxPage(organizationId: string): Promise<Buffer> {
  return page(await connections.stream(INBOX, [organizationId], row => `${writeConversation(row)},`))
}

async function messagePage(organizationId: string, conversationId: string): Promise<Buffer> {
  return page(await connections.stream(THREAD, [organizationId, conversationId], row => `${writeMessage(row)},`))
}

const BEFORE = Buffer.from(`{"limit":${PAGE},"skip":0,"data":[`)
const AFTER = Buffer.from(']}')
const NONE = Buffer.from(`{"limit":${PAGE},"skip":0,"data":[]}`)

function page(rows: readonly Buffer[]): Buffer {
  const last = rows.at(-1)
  // The last row needs no comma after it.
  return last ? Buffer.concat([BEFORE, ...rows.slice(0, -1), last.subarray(0, -1), AFTER]) : NONE
}

// ---------------------------------------------------------------- HTTP

const WEBHOOK = '/webhooks/whatsapp/'

/** The status that answers a webhook, once it is committed and told. */
async function receive(request: IncomingMessage, raw: Buffer): Promise<number> {
  const account = accounts.get((request.url ?? '').slice(WEBHOOK.length))
  if (!account) return 404
  if (!isSigned(raw, request.headers['x-hub-signature-256'], account.secret)) return 401
  const body: Webhook = JSON.parse(raw.toString())
  try {
    await write(readReceipt(account, raw, body))
  } catch (error) {
    // Brought twice at the same instant: the other one is written.
    if (!(error instanceof Error && 'code' in error && error.code === '23505')) throw error
  }
  return 200
}

/** The floor does what every webhook must: read, verify, parse. */
function touch(request: IncomingMessage, raw: Buffer): number {
  const body: Webhook = JSON.parse(raw.toString())
  return isSigned(raw, request.headers['x-hub-signature-256'], FLOOR_SECRET) && body.entry ? 200 : 401
}

interface Answer {
  readonly status: number
  readonly json?: Buffer
}

async function read(request: IncomingMessage): Promise<Answer> {
  if (request.url === '/readyz') return { status: 200 }
  const organizationId = await organizationOf(request.headers['x-api-key'])
  if (!organizationId) return { status: 401 }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  if (pathname === '/conversations') return { status: 200, json: await inboxPage(organizationId) }
  const conversationId = searchParams.get('conversation_id')
  if (pathname !== '/conversation-messages-whatsapp' || !conversationId) return { status: 404 }
  return { status: 200, json: await messagePage(organizationId, conversationId) }
}

const EMPTY = Buffer.alloc(0)

function answer(response: ServerResponse, status: number, json: Buffer = EMPTY): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': json.length
  })
  response.end(json)
}

function withBody(request: IncomingMessage, use: (raw: Buffer) => void): void {
  const chunks: Buffer[] = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    const [only] = chunks
    use(chunks.length === 1 && only ? only : Buffer.concat(chunks))
  })
}

const server = createServer((request, response) => {
  const fail = (error: unknown): void => {
    console.error(error)
    answer(response, 500)
  }
  if (request.method !== 'POST') read(request).then(({ status, json }) => answer(response, status, json), fail)
  else if (MODE === 'floor') withBody(request, raw => answer(response, touch(request, raw)))
  else withBody(request, raw => receive(request, raw).then(status => answer(response, status), fail))
})
server.keepAliveTimeout = 60_000
server.on('upgrade', (request, socket: Socket) => upgrade(request, socket))

async function start(): Promise<void> {
  if (MODE !== 'floor') {
    await connections.open()
    await readChannels()
    writers = Array.from({ length: WRITERS }, (_, index) => new Writer(connections.at(index)))
  }
  server.listen(PORT, '127.0.0.1', () => process.send?.({ kind: 'listening', address: server.address() }))
}

process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => process.exit(0))
await start()
