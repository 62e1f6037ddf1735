import { createHash } from 'node:crypto'
import { GraphError } from './graph-error.ts'
import type { Random } from './random.ts'

/** Bytes that the provider keeps, and for how long. */
export interface Medium {
  readonly id: string
  readonly bytes: Buffer
  readonly mimeType: string
  readonly filename: string | null
  readonly from: 'customer' | 'business'
  readonly expiresAt: Date
}

export interface MediaStore {
  /** What a customer sent lives for 7 days, what the business uploaded for 30. */
  keep(medium: Pick<Medium, 'bytes' | 'mimeType' | 'filename' | 'from'>): Medium
  /** Undefined: there is none, or none any more. */
  find(id: string): Medium | undefined
  forget(id: string): boolean
}

const DAY_MS = 86_400_000
const DAYS = { customer: 7, business: 30 } as const
/** Older ones give way: a simulator is no archive. */
const MOST_BYTES = 256 * 1024 * 1024

export function createMediaStore(names: Random, now: () => Date): MediaStore {
  const kept = new Map<string, Medium>()
  let size = 0

  function forget(id: string): boolean {
    size -= kept.get(id)?.bytes.length ?? 0
    return kept.delete(id)
  }

  return {
    forget,
    keep(given) {
      const expiresAt = new Date(now().getTime() + DAYS[given.from] * DAY_MS)
      const medium = { ...given, id: names.digits(15).replace(/^0/, '1'), expiresAt }
      kept.set(medium.id, medium)
      size += medium.bytes.length
      for (const id of kept.keys()) if (size > MOST_BYTES && id !== medium.id) forget(id)
      return medium
    },
    find(id) {
      const medium = kept.get(id)
      return medium && medium.expiresAt > now() ? medium : undefined
    }
  }
}

export function digest(bytes: Uint8Array, encoding: 'hex' | 'base64'): string {
  return createHash('sha256').update(bytes).digest(encoding)
}

const MB = 1024 * 1024
const KB = 1024

interface Limit {
  readonly types: RegExp
  readonly most: number
}

/**
 * What a business may send, by kind of message.
 * Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
 */
export const MEDIA_LIMITS: Readonly<Record<string, Limit>> = {
  image: { types: /^image\/(jpeg|png)$/, most: 5 * MB },
  video: { types: /^video\/(mp4|3gpp?)$/, most: 16 * MB },
  audio: { types: /^audio\/(aac|amr|mpeg|mp4|ogg)(;|$)/, most: 16 * MB },
  document: { types: /^[\w.+-]+\/[\w.+-]+(;|$)/, most: 100 * MB },
  sticker: { types: /^image\/webp$/, most: 500 * KB }
}

/** What an upload may be: one of the kinds, within its size. */
export function mustBeSendable(bytes: Uint8Array, mimeType: string): void {
  const kind =
    ['image', 'video', 'audio', 'sticker'].find(each => MEDIA_LIMITS[each]?.types.test(mimeType)) ?? 'document'
  if (mimeType.startsWith('image/') && kind === 'document') {
    throw new GraphError(
      100,
      `Param file must be a file with one of the following types: ${ACCEPTED}. Received file of type '${mimeType}'.`
    )
  }
  mustFit(kind, bytes, mimeType)
}

/** @throws GraphError 131053 */
export function mustFit(kind: string, bytes: Uint8Array, mimeType: string): void {
  const limit = MEDIA_LIMITS[kind]
  if (!limit) return
  if (!limit.types.test(mimeType)) {
    throw new GraphError(131053, `Unsupported ${kind} mime type ${mimeType}. Please use one of ${ACCEPTED}.`)
  }
  if (bytes.length > limit.most) {
    throw new GraphError(
      131053,
      `${kind} file size ${bytes.length} is too big. Max file size supported is ${limit.most}.`
    )
  }
  if (bytes.length === 0) throw new GraphError(131053, 'The file is empty.')
}

const ACCEPTED =
  'audio/aac, audio/mp4, audio/mpeg, audio/amr, audio/ogg, image/jpeg, image/png, image/webp, video/mp4, video/3gpp, application/pdf, text/plain'
