import type { Content, MessageType } from '../../model/message.ts'
import type { MediaReference } from '../channel.ts'

/** What a message says, apart from who says it, when and to whom. */
export interface Said {
  readonly message_type: MessageType
  readonly message_text: string | null
  readonly content: Content | null
  readonly media: readonly MediaReference[]
}

/** Something said without a file. */
export function speech(message_type: MessageType, message_text: string | null, content: Content | null): Said {
  return { message_type, message_text, content, media: [] }
}
