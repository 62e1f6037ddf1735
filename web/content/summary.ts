import type { Message } from '../../src/client/wire.ts'
import type { Words } from '../words/english.ts'

/** A message in one line, for where it is quoted. */
export function summaryOf(
  {
    message_type,
    message_text,
    media,
    metadata
  }: Pick<Message, 'message_type' | 'message_text' | 'media' | 'metadata'>,
  { kinds, thread }: Words
): string {
  if (metadata['revoked_at']) return thread.revoked
  return message_text || media[0]?.file_name || kinds[message_type]
}
