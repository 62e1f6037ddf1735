import type { OutgoingMedia, OutgoingMessage, Part } from '../channel.ts'
import { type Fields, present, record, text } from '../reading.ts'
import { kindOf } from './carried.ts'
import { CAPTION_LIMIT } from './content.ts'

/** A part as it is kept: the provider's payload, but for links that are signed when it leaves. */
export interface WhatsAppPart extends Part {
  readonly kind: string
  readonly payload: unknown
  /** A file of ours: its link goes into the payload. */
  readonly file_id?: string
  readonly reply_to?: string
}

type Planner = (draft: OutgoingMessage) => readonly WhatsAppPart[]

const PLANNERS: ReadonlyMap<string, Planner> = new Map<string, Planner>([
  ['location', draft => [{ kind: 'location', payload: record(draft.content) }]],
  ['contacts', draft => [{ kind: 'contacts', payload: record(draft.content)['contacts'] }]],
  ['interactive', draft => [{ kind: 'interactive', payload: interactiveOf(draft) }]],
  ['template', draft => [{ kind: 'template', payload: templateOf(record(draft.content)) }]],
  ['reaction', draft => [{ kind: 'reaction', payload: reactionOf(draft) }]]
])

/** One text with two files is three parts, in order; only the first quotes. */
export function plan(draft: OutgoingMessage): readonly WhatsAppPart[] {
  const planner = PLANNERS.get(draft.message_type)
  const parts = planner ? planner(draft) : planWords(draft)
  if (draft.reply_to === null || draft.message_type === 'reaction') return parts
  const reply_to = draft.reply_to
  return parts.map((part, index) => (index === 0 ? { ...part, reply_to } : part))
}

/** A single file carries the text as its caption where it can. */
function planWords(draft: OutgoingMessage): readonly WhatsAppPart[] {
  const words = draft.message_text || undefined
  const [only, another] = draft.media
  if (only && !another && words !== undefined && fitsCaption(only, words)) return [mediaPart(only, draft, words)]
  return [...textParts(draft, words), ...draft.media.map(media => mediaPart(media, draft))]
}

function textParts({ content }: OutgoingMessage, words: string | undefined): readonly WhatsAppPart[] {
  if (words === undefined) return []
  const preview = record(content)['preview_url']
  return [{ kind: 'text', payload: { body: words, ...(typeof preview === 'boolean' && { preview_url: preview }) } }]
}

function fitsCaption(media: OutgoingMedia, words: string): boolean {
  const kind = kindOf(media)
  return kind !== 'audio' && kind !== 'sticker' && words.length <= CAPTION_LIMIT
}

function mediaPart(media: OutgoingMedia, { content }: OutgoingMessage, caption?: string): WhatsAppPart {
  const kind = kindOf(media)
  const { provider_media_id: id, file_id } = media
  // One source, the cheapest first: what the provider has, what is public, what is ours.
  const link = id === undefined ? media.link : undefined
  const payload = present({
    id,
    link,
    caption,
    filename: kind === 'document' ? (media.file_name ?? undefined) : undefined,
    voice: kind === 'audio' && record(content)['voice'] === true ? true : undefined
  })
  const ours = id === undefined && link === undefined && file_id !== undefined
  return { kind, payload, ...(ours && { file_id }) }
}

/** The words of the message are the body, where the content has none of its own. */
function interactiveOf({ content, message_text }: OutgoingMessage): Fields {
  const body = text(message_text)
  return body === undefined ? record(content) : { body: { text: body }, ...record(content) }
}

function templateOf(content: Fields): Fields {
  const { language } = content
  return { ...content, language: typeof language === 'string' ? { code: language } : language }
}

function reactionOf({ content, reply_to }: OutgoingMessage): Fields {
  return { message_id: reply_to, emoji: text(record(content)['emoji']) ?? '' }
}
