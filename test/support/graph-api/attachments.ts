import { createHash } from 'node:crypto'
import { type Exchange, reply, replyError, replyRaw } from './exchange.ts'

/** As it stands in a webhook, where the digest is in base64. */
export interface Attachment {
  readonly id: string
  readonly mime_type: string
  readonly sha256: string
}

export interface Attachments {
  keep(bytes: Uint8Array, mimeType: string): Attachment
  forget(id: string): void
  /** `GET /{media-id}`: where the bytes are. */
  locate(exchange: Exchange, id: string, origin: string): void
  /** The bytes. */
  give(exchange: Exchange, id: string): void
}

const FIRST_ID = 1_000_000_000

export function createAttachments(): Attachments {
  const kept = new Map<string, { bytes: Uint8Array; mimeType: string }>()
  let next = FIRST_ID
  return {
    keep(bytes, mimeType) {
      const id = String(next++)
      kept.set(id, { bytes, mimeType })
      return { id, mime_type: mimeType, sha256: createHash('sha256').update(bytes).digest('base64') }
    },
    forget(id) {
      kept.delete(id)
    },
    locate(exchange, id, origin) {
      const found = kept.get(id)
      if (!found) return replyError(exchange, 400, { code: 100, details: `Object ${id} does not exist`, subcode: 33 })
      const { bytes, mimeType: mime_type } = found
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const about = { url: `${origin}/attachments/${id}`, mime_type, sha256, file_size: bytes.length, id }
      reply(exchange, 200, { messaging_product: 'whatsapp', ...about })
    },
    give(exchange, id) {
      const found = kept.get(id)
      if (!found) return replyRaw(exchange, 404, 'Not found')
      replyRaw(exchange, 200, found.bytes, { 'content-type': found.mimeType })
    }
  }
}
