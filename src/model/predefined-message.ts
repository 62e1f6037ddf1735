import type { Media } from './message.ts'

/** What an answer that is kept ready may be. */
export const PREDEFINED_TYPES = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'template'
] as const
export type PredefinedType = (typeof PREDEFINED_TYPES)[number]

/** An answer that is kept ready. */
export type Predefined = {
  readonly title: string
  /** What is typed to find it, without a slash. */
  readonly shortcut: string | null
  /** Its words, with variables in Liquid. */
  readonly content: string
  readonly message_type: PredefinedType
  /** The key of a file of ours, or the address of anybody's. */
  readonly media_url: string | null
  readonly filename: string | null
  readonly mime_type: string | null
  readonly files: readonly Media[]
}

const WITH_FILES: ReadonlySet<PredefinedType> = new Set(['image', 'video', 'audio', 'document', 'sticker'])

/** What it lacks to be of its type, as a field; null: nothing. */
export function missingField({ message_type, content, media_url, files }: Predefined): 'content' | 'media_url' | null {
  if (message_type === 'text') return content.trim() === '' ? 'content' : null
  return WITH_FILES.has(message_type) && media_url === null && files.length === 0 ? 'media_url' : null
}
