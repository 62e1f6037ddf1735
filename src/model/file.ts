import type { MediaKind } from './message.ts'

export const UPLOAD_PURPOSES = ['conversation-file', 'predefined-message', 'avatar'] as const
/** What a member uploads a file for. */
export type UploadPurpose = (typeof UPLOAD_PURPOSES)[number]

export type FileCategory = Exclude<MediaKind, 'sticker'>

const MB = 1024 * 1024

// At least what WhatsApp carries; what a channel carries is asked when something is sent.
const MOST_BYTES: Readonly<Record<FileCategory, number>> = {
  image: 16 * MB,
  audio: 25 * MB,
  video: 100 * MB,
  file: 100 * MB
}
const MOST_AVATAR_BYTES = 5 * MB

const PICTURES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif']
const SOUNDS = ['audio/aac', 'audio/amr', 'audio/mp4', 'audio/mpeg', 'audio/ogg', 'audio/wav', 'audio/webm']
const FILMS = ['video/mp4', 'video/3gpp', 'video/quicktime', 'video/webm']
const OFFICE = 'application/vnd.openxmlformats-officedocument'
const DOCUMENTS = [
  ...['application/pdf', 'application/rtf', 'application/zip', 'application/json'],
  ...['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'],
  ...[`${OFFICE}.wordprocessingml.document`, `${OFFICE}.spreadsheetml.sheet`],
  `${OFFICE}.presentationml.presentation`,
  ...['text', 'spreadsheet', 'presentation'].map(kind => `application/vnd.oasis.opendocument.${kind}`),
  ...['text/plain', 'text/csv', 'text/vcard', 'text/calendar']
]

const CATEGORIES: ReadonlyMap<string, FileCategory> = new Map([
  ...PICTURES.map(type => [type, 'image'] as const),
  ...SOUNDS.map(type => [type, 'audio'] as const),
  ...FILMS.map(type => [type, 'video'] as const),
  ...DOCUMENTS.map(type => [type, 'file'] as const)
])

/** What files of a type are shown as; null: members upload no such files. */
export function categoryOfType(type: string): FileCategory | null {
  return CATEGORIES.get(type) ?? null
}

/** In bytes; null: no such file is taken for that purpose. */
export function mostBytesOf(type: string, purpose: UploadPurpose): number | null {
  const category = categoryOfType(type)
  if (!category) return null
  if (purpose === 'avatar') return category === 'image' ? MOST_AVATAR_BYTES : null
  return MOST_BYTES[category]
}

/** Pictures, sounds and films that carry no script may be shown in a page; everything else is only saved. */
export function isShownInline(type: string): boolean {
  const category = categoryOfType(type)
  return category !== null && category !== 'file'
}
