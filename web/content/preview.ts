import type { LastMessage } from '../../src/model/conversation.ts'
import type { MessageType } from '../../src/model/message.ts'
import type { Words } from '../words/english.ts'

/** One line for a list or a quote: the words, else what it is. */
export function previewOf(
  { message_type, preview }: Pick<LastMessage, 'message_type' | 'preview'>,
  { kinds }: Words
): string {
  return preview === `[${message_type}]` ? kinds[message_type] : preview
}

/** Kinds that a glyph stands for, before their words. */
export function hasGlyph(type: MessageType): boolean {
  return type !== 'text' && type !== 'system'
}
