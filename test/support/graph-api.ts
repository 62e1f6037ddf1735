import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Attachment, createAttachments, type Spoilt } from './graph-api/attachments.ts'
import { type Call, type Exchange, openExchange, replyError } from './graph-api/exchange.ts'
import { type Aim, createFaults, type Fault } from './graph-api/faults.ts'
import { isKnown, mayReadAccount, permitted, type Switchboard, takeMessage } from './graph-api/messages.ts'
import type { Accepted, BusinessNumber, PhoneOptions } from './graph-api/payloads.ts'
import { createPhone, type Phone } from './graph-api/phone.ts'
import { type PostOptions, post } from './graph-api/post.ts'
import { type Fields, isFields } from './graph-api/rules.ts'
import { createTemplateBook, type TemplateBook } from './graph-api/templates.ts'
import { takeUpload } from './graph-api/uploads.ts'

export type { Spoilt } from './graph-api/attachments.ts'
export type { Call } from './graph-api/exchange.ts'
export type { Aim, Fault } from './graph-api/faults.ts'
export type { Accepted, BusinessNumber, PhoneEvent, PhoneOptions } from './graph-api/payloads.ts'
export type { Phone, Sent } from './graph-api/phone.ts'

/**
 * WhatsApp's side of the wire, for tests: a real server on 127.0.0.1 that is as strict as the provider, and phones.
 * It shares nothing with the code it tests.
 */
export interface GraphApi {
  /** For `settings.api_base_url`. */
  readonly url: string
  /** Every request, in order of arrival. */
  readonly calls: readonly Call[]
  /** Every message that was taken, in order. */
  readonly accepted: readonly Accepted[]
  /** Read marks as they came, `typing_indicator` included. */
  readonly readMarks: readonly Fields[]
  /** The templates of the business, in all of its accounts. */
  readonly templates: Pick<TemplateBook, 'put' | 'remove'>
  /** Asks the callback as Meta does and remembers it for the phones. Rejects when it does not give the challenge back. */
  subscribe(phoneNumberId: string, callback: string): Promise<void>
  /** Brings any webhook to the callback of a number, signed with its secret; gives the statuses of the answers. */
  post(phoneNumberId: string, payload: unknown, options?: PostOptions): Promise<number[]>
  /** A customer of one of the numbers; of the first when none is named. */
  phone(owner: PhoneOptions, phoneNumberId?: string): Phone
  /** Strikes the next sends that it is aimed at; faults queue. */
  fault(fault: Fault, aim?: Aim): void
  heal(): void
  /** The token is refused from now on. */
  revoke(accessToken: string): void
  /** Keeps bytes as if a customer had sent them; the body of an `image`, `document` … message. */
  keepMedia(bytes: Uint8Array, mimeType: string): Attachment
  forgetMedia(id: string): void
  spoilMedia(id: string, spoilt: Spoilt): void
  /** The bytes of a message that was taken, as the provider gets them: from its upload, or from the link. */
  fetchMedia(message: Accepted): Promise<{ readonly bytes: Buffer; readonly type: string | null }>
  /** Fulfilled when so many calls have come in all. */
  untilCalls(count: number): Promise<void>
  close(): Promise<void>
}

export interface GraphApiOptions {
  readonly numbers: readonly [BusinessNumber, ...BusinessNumber[]]
  /** Stamps calls and webhooks. */
  readonly now?: () => Date
}

const MESSAGES = /^\/v\d+\.\d+\/([^/]+)\/messages$/
const UPLOADS = /^\/v\d+\.\d+\/([^/]+)\/media$/
const MEDIA = /^\/v\d+\.\d+\/(\d+)$/
const TEMPLATES = /^\/v\d+\.\d+\/([^/]+)\/message_templates$/
const ATTACHMENT = /^\/attachments\/(\d+)$/

export async function startGraphApi({ numbers, now = () => new Date() }: GraphApiOptions): Promise<GraphApi> {
  const faults = createFaults()
  const attachments = createAttachments(now)
  const templates = createTemplateBook()
  const board: Switchboard = {
    numbers,
    faults,
    accepted: [],
    readMarks: [],
    aliases: new Map(),
    revoked: new Set(),
    templates,
    knowsMedia: id => attachments.find(id) !== undefined
  }
  const calls = createCallLog()
  const callbacks = new Map<string, string>()

  const server = createServer((request, response) => {
    openExchange(request, response, now())
      .then(answer)
      .catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = originOf(server.address())

  async function answer(exchange: Exchange): Promise<void> {
    calls.add(exchange.call)
    const { method, path } = exchange.call
    const { pathname, searchParams } = new URL(path, url)
    const number = MESSAGES.exec(pathname)?.[1]
    if (method === 'POST' && number) return takeMessage(board, exchange, number)
    const uploader = UPLOADS.exec(pathname)?.[1]
    if (method === 'POST' && uploader) return permitted(board, exchange, uploader) && takeUpload(attachments, exchange)
    const waba = TEMPLATES.exec(pathname)?.[1]
    if (method === 'GET' && waba) {
      if (mayReadAccount(board, exchange, waba)) templates.list(exchange, searchParams)
      return
    }
    const [media, attachment] = [MEDIA, ATTACHMENT].map(pattern => pattern.exec(pathname)?.[1])
    if (method !== 'GET' || !(media || attachment)) {
      return replyError(exchange, 404, { code: 100, details: `Unknown path components: ${pathname}` })
    }
    if (!isKnown(board, exchange))
      return replyError(exchange, 401, { code: 190, details: 'Invalid OAuth access token.' })
    if (media) attachments.locate(exchange, media, url)
    if (attachment) attachments.give(exchange, attachment, searchParams)
  }

  function callbackOf(phoneNumberId: string): string {
    const subscribed = callbacks.get(phoneNumberId)
    if (subscribed === undefined) throw new Error(`Nobody has subscribed ${phoneNumberId}.`)
    return subscribed
  }

  function phone(owner: PhoneOptions, phoneNumberId = numbers[0].phoneNumberId): Phone {
    for (const dialled of owner.dials ?? []) if (owner.waId) board.aliases.set(dialled, owner.waId)
    const callback = () => callbackOf(phoneNumberId)
    return createPhone({ number: numberOf(numbers, phoneNumberId), accepted: board.accepted, now, callback }, owner)
  }

  return {
    url,
    calls: calls.all,
    accepted: board.accepted,
    readMarks: board.readMarks,
    templates,
    phone,
    post: (phoneNumberId, payload, options = {}) =>
      post(callbackOf(phoneNumberId), payload, numberOf(numbers, phoneNumberId).appSecret, options),
    async subscribe(phoneNumberId, callback) {
      await shakeHands(callback, numberOf(numbers, phoneNumberId).verifyToken)
      callbacks.set(phoneNumberId, callback)
    },
    fault: faults.add,
    heal: faults.clear,
    revoke(accessToken) {
      board.revoked.add(accessToken)
    },
    keepMedia: attachments.keep,
    forgetMedia: attachments.forget,
    spoilMedia: attachments.spoil,
    async fetchMedia({ type, body }) {
      const payload = body[type]
      const { id, link } = isFields(payload) ? payload : {}
      const uploaded = typeof id === 'string' ? attachments.find(id) : undefined
      if (uploaded) return { bytes: Buffer.from(uploaded.bytes), type: uploaded.mimeType }
      const response = await fetch(String(link), { redirect: 'error' })
      if (response.status !== 200) throw new Error(`The link answered ${response.status}.`)
      return { bytes: Buffer.from(await response.arrayBuffer()), type: response.headers.get('content-type') }
    },
    untilCalls: calls.until,
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    }
  }
}

async function shakeHands(callback: string, verifyToken: string): Promise<void> {
  const challenge = String(randomBytes(4).readUInt32BE())
  const asked = { 'hub.mode': 'subscribe', 'hub.challenge': challenge, 'hub.verify_token': verifyToken }
  const response = await fetch(`${callback}?${new URLSearchParams(asked)}`)
  const given = await response.text()
  if (response.status === 200 && given === challenge) return
  throw new Error(`The callback answered ${response.status} and ${given === challenge ? 'the' : 'no'} challenge.`)
}

function createCallLog() {
  const all: Call[] = []
  const waiting = new Set<{ count: number; done: () => void }>()
  return {
    all,
    add(call: Call): void {
      all.push(call)
      for (const each of waiting) {
        if (each.count > all.length) continue
        waiting.delete(each)
        each.done()
      }
    },
    async until(count: number): Promise<void> {
      if (all.length < count) await new Promise<void>(done => waiting.add({ count, done }))
    }
  }
}

function numberOf(numbers: readonly BusinessNumber[], phoneNumberId: string): BusinessNumber {
  const number = numbers.find(each => each.phoneNumberId === phoneNumberId)
  if (!number) throw new Error(`There is no number ${phoneNumberId}.`)
  return number
}

function originOf(address: string | AddressInfo | null): string {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return `http://127.0.0.1:${address.port}`
}
