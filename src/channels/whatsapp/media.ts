import type { MediaKind, MessageType } from '../../model/message.ts'
import { type Fields, scalar, text } from '../reading.ts'
import type { Said } from './speech.ts'

/** Undefined without a media id: there is nothing to fetch. */
export function readMedia(message_type: MessageType, category: MediaKind, body: Fields): Said | undefined {
  const id = scalar(body['id'])
  if (id === undefined) return undefined
  return {
    message_type,
    message_text: text(body['caption']) ?? null,
    content: mannerOf(body),
    media: [
      {
        provider_media_id: id,
        category,
        file_type: text(body['mime_type']) ?? null,
        file_name: fileName(body['filename']),
        sha256: hexDigest(body['sha256'])
      }
    ]
  }
}

/** A sticker that moves; a sound that was spoken rather than chosen. */
function mannerOf(body: Fields): Said['content'] {
  if (body['animated'] === true) return { animated: true }
  return body['voice'] === true ? { voice: true } : null
}

const LONGEST_NAME = 255
// Path separators, controls, and marks that turn the writing direction to disguise an extension.
const TREACHEROUS = /[/\\\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu

/** The customer's own words: neither a path nor a trick. */
function fileName(value: unknown): string | null {
  const name = text(value)?.replace(TREACHEROUS, '_').trim().slice(-LONGEST_NAME)
  return name ? name : null
}

/** Meta writes the digest in base64 in webhooks and in hex elsewhere; here it is hex. */
export function hexDigest(value: unknown): string | null {
  const digest = text(value) ?? ''
  if (/^[0-9a-f]{64}$/i.test(digest)) return digest.toLowerCase()
  const bytes = Buffer.from(digest, 'base64')
  return bytes.length === 32 ? bytes.toString('hex') : null
}
