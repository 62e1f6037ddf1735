import { createHash, createHmac } from 'node:crypto'
import { type Exchange, reply, replyError, replyRaw } from './exchange.ts'

/** As it stands in a webhook, where the digest is in base64. */
export interface Attachment {
  readonly id: string
  readonly mime_type: string
  readonly sha256: string
}

/** What is wrong with media from now on, or so many times. */
export type Spoilt =
  /** The links that are given out have run out already. */
  | { readonly kind: 'stale'; readonly times?: number }
  /** Other bytes than the webhook spoke of. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly times?: number }
  /** Another size than is told. */
  | { readonly kind: 'size'; readonly times?: number }
  /** The link leads elsewhere. */
  | { readonly kind: 'redirect'; readonly to: string; readonly times?: number }
  /** The link is somebody else's. */
  | { readonly kind: 'foreign'; readonly url: string; readonly times?: number }
  /** Half of the bytes, and then nothing. */
  | { readonly kind: 'stuck'; readonly times?: number }
  | { readonly kind: 'endless'; readonly times?: number }
  /** The question where they are is answered with an error. */
  | { readonly kind: 'error'; readonly code: number; readonly status: number; readonly times?: number }

export interface Attachments {
  keep(bytes: Uint8Array, mimeType: string): Attachment
  forget(id: string): void
  spoil(id: string, spoilt: Spoilt): void
  /** The bytes behind an id; undefined for one that was never given out. */
  find(id: string): { readonly bytes: Uint8Array; readonly mimeType: string } | undefined
  /** `GET /{media-id}`: where the bytes are. */
  locate(exchange: Exchange, id: string, origin: string): void
  /** The bytes. */
  give(exchange: Exchange, id: string, query: URLSearchParams): void
}

const FIRST_ID = 1_000_000_000
const LINK_SECONDS = 300

export function createAttachments(now: () => Date): Attachments {
  const kept = new Map<string, { bytes: Uint8Array; mimeType: string }>()
  const spoilt = new Map<string, { fault: Spoilt; left: number }>()
  let next = FIRST_ID

  /** The fault that strikes here, of those that can; it is used up by that. */
  function strike<Kind extends Spoilt['kind']>(id: string, ...kinds: Kind[]): Extract<Spoilt, { kind: Kind }> | null {
    const found = spoilt.get(id)
    if (!found || found.left === 0 || !isOneOf(found.fault, kinds)) return null
    found.left -= 1
    return found.fault
  }

  return {
    keep(bytes, mimeType) {
      const id = String(next++)
      kept.set(id, { bytes, mimeType })
      return { id, mime_type: mimeType, sha256: createHash('sha256').update(bytes).digest('base64') }
    },
    forget(id) {
      kept.delete(id)
    },
    spoil(id, fault) {
      spoilt.set(id, { fault, left: fault.times ?? Infinity })
    },
    find: id => kept.get(id),
    locate(exchange, id, origin) {
      const found = kept.get(id)
      const error = strike(id, 'error')
      if (error) return replyError(exchange, error.status, { code: error.code, details: `Error ${error.code}.` })
      if (!found) return replyError(exchange, 400, { code: 100, details: `Object ${id} does not exist`, subcode: 33 })
      const { bytes, mimeType: mime_type } = found
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const until = Math.floor(now().getTime() / 1_000) + (strike(id, 'stale') ? -1 : LINK_SECONDS)
      const url = strike(id, 'foreign')?.url ?? `${origin}/attachments/${id}?${signed(id, String(until))}`
      const file_size = bytes.length + (strike(id, 'size') ? 1 : 0)
      reply(exchange, 200, { messaging_product: 'whatsapp', url, mime_type, sha256, file_size: String(file_size), id })
    },
    give(exchange, id, query) {
      const found = kept.get(id)
      const until = query.get('ext') ?? ''
      const isGood = query.get('hash') === signed(id, until).get('hash') && Number(until) * 1_000 > now().getTime()
      if (!found || !isGood) return replyRaw(exchange, 404, 'Not found')
      const fault = strike(id, 'bytes', 'redirect', 'stuck', 'endless')
      if (fault?.kind === 'redirect') return replyRaw(exchange, 302, '', { location: fault.to })
      if (fault?.kind === 'stuck') return giveHalf(exchange, found.bytes)
      if (fault?.kind === 'endless') return pour(exchange)
      replyRaw(exchange, 200, fault?.bytes ?? found.bytes, { 'content-type': found.mimeType })
    }
  }
}

function isOneOf<Kind extends Spoilt['kind']>(
  fault: Spoilt,
  kinds: readonly Kind[]
): fault is Extract<Spoilt, { kind: Kind }> {
  return (kinds as readonly string[]).includes(fault.kind)
}

function signed(id: string, ext: string): URLSearchParams {
  return new URLSearchParams({ ext, hash: createHmac('sha256', 'links').update(`${id}/${ext}`).digest('base64url') })
}

function giveHalf({ call, response }: Exchange, bytes: Uint8Array): void {
  call.status = 200
  response.writeHead(200, { 'content-length': bytes.length })
  response.write(bytes.subarray(0, bytes.length / 2))
}

function pour({ call, response }: Exchange): void {
  call.status = 200
  const write = () => {
    while (response.write(Buffer.alloc(1024 * 1024)));
  }
  response.on('drain', write)
  write()
}
