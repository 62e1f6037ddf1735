import type { MediaKind, MessageType } from '../../model/message.ts'
import type { Objection, OutgoingMedia, OutgoingMessage } from '../channel.ts'
import { record } from '../reading.ts'

/** What WhatsApp calls a file that it carries. */
export type CarriedKind = 'image' | 'video' | 'audio' | 'sticker' | 'document'

interface Carried {
  readonly noun: string
  /** null: of any type. */
  readonly types: readonly string[] | null
  readonly bytes: number
}

const KB = 1_024
const MB = 1_024 * KB

// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
const CARRIED: Readonly<Record<CarriedKind, Carried>> = {
  image: { noun: 'A picture', types: ['image/jpeg', 'image/png'], bytes: 5 * MB },
  video: { noun: 'A video', types: ['video/mp4', 'video/3gpp'], bytes: 16 * MB },
  audio: {
    noun: 'A recording',
    types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
    bytes: 16 * MB
  },
  // Animated ones; those that stand still may have 100 KB.
  sticker: { noun: 'A sticker', types: ['image/webp'], bytes: 500 * KB },
  document: { noun: 'A document', types: null, bytes: 100 * MB }
}

const KIND_OF: Readonly<Record<MediaKind, CarriedKind>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  sticker: 'sticker',
  file: 'document'
}

/** Formats that WhatsApp would refuse under their own kind go as documents. */
export function kindOf({ category, file_type }: OutgoingMedia): CarriedKind {
  const kind = KIND_OF[category]
  return CARRIED[kind].types?.includes(plain(file_type)) ? kind : 'document'
}

const MEDIA_TYPES: ReadonlySet<MessageType> = new Set<MessageType>(['image', 'video', 'audio', 'document', 'sticker'])

/** Whoever asks for a kind by name gets that kind or hears why not. */
export function objectionToMedia({ message_type, media, content }: OutgoingMessage): Objection | undefined {
  const isNamed = MEDIA_TYPES.has(message_type)
  if (isNamed && media.length === 0) return objection(`A message of type ${message_type} needs a file.`)
  const isVoice = record(content)['voice'] === true
  return media.map(each => objectionTo(each, isNamed, isVoice)).find(each => each !== undefined)
}

function objectionTo(media: OutgoingMedia, isNamed: boolean, isVoice: boolean): Objection | undefined {
  const wanted = CARRIED[KIND_OF[media.category]]
  const kind = kindOf(media)
  if (isNamed && CARRIED[kind] !== wanted) {
    return objection(`${wanted.noun} may be ${wanted.types?.join(', ')}; this file is ${plain(media.file_type)}.`)
  }
  if (isVoice && kind === 'audio' && plain(media.file_type) !== 'audio/ogg') {
    return objection(`A voice note must be audio/ogg; this file is ${plain(media.file_type)}.`)
  }
  const { noun, bytes } = CARRIED[kind]
  return (media.file_size ?? 0) > bytes ? objection(`${noun} may have ${sizeIn(bytes)}.`) : undefined
}

function objection(message: string): Objection {
  return { field: 'files', message }
}

function sizeIn(bytes: number): string {
  return bytes >= MB ? `${bytes / MB} MB` : `${bytes / KB} KB`
}

function plain(type: string): string {
  return type.split(';')[0]?.trim().toLowerCase() ?? ''
}
