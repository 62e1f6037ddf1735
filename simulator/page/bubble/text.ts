import { list, record, text } from '../../../web/content/reading.ts'
import type { PhoneMessage } from '../wire/shapes.ts'
import { words } from '../words/english.ts'

/** What a message says, in words; empty where it says nothing. */
export function textOf({ type, body, words: filled }: PhoneMessage): string {
  const fields = record(body)
  if (type === 'text') return text(fields['body']) ?? ''
  if (type === 'template') return filled ?? text(fields['name']) ?? ''
  if (type === 'button') return text(fields['text']) ?? ''
  if (type === 'interactive') return replyOf(fields) ?? text(record(fields['body'])['text']) ?? ''
  if (type === 'location') return text(fields['name']) ?? ''
  if (type === 'contacts') return nameOf(body)
  return text(fields['caption']) ?? text(fields['filename']) ?? text(fields['body']) ?? ''
}

/** What was tapped, where the message is a tap. */
function replyOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  const reply = record(fields[String(fields['type'])])
  return text(reply['title']) ?? text(reply['response']) ?? text(reply['body'])
}

function nameOf(body: unknown): string {
  return text(record(record(list(body)[0])['name'])['formatted_name']) ?? ''
}

/** In short, for a quotation. */
export function summaryOf(message: PhoneMessage): string {
  if (message.is_revoked) return words.message.revoked
  return textOf(message) || message.file?.name || message.type
}
