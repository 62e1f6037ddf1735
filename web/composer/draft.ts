import type { MessageDraft } from '../../src/client/drafts.ts'

interface Written {
  readonly tab: 'reply' | 'note'
  readonly text: string
  readonly files: readonly { readonly id: string; readonly type: string }[]
  readonly replyTo: string | null
}

/**
 * What was written as a message; null: there is nothing to say. Files of one message are of the kind of the first; notes
 * have none, so they wait for the answer.
 */
export function draftOf({ tab, text, files, replyTo }: Written): MessageDraft | null {
  const message_text = text.trim()
  const isEmpty = message_text === '' && (files.length === 0 || tab === 'note')
  if (isEmpty) return null
  const quoted = replyTo === null ? {} : { reply_to_message_id: replyTo }
  if (tab === 'note') return { message_type: 'note', message_text, ...quoted }
  const [first] = files
  return {
    message_type: first ? messageTypeOf(first.type) : 'text',
    ...(message_text !== '' && { message_text }),
    ...attached(files),
    ...quoted
  }
}

function attached(files: Written['files']): Pick<MessageDraft, 'files'> {
  return files.length === 0 ? {} : { files: files.map(({ id }) => ({ conversation_file_id: id })) }
}

// What WhatsApp shows as a picture, a film or a sound; anything else goes as a file.
const SHOWN: readonly (readonly [RegExp, 'image' | 'video' | 'audio'])[] = [
  [/^image\/(jpeg|png)$/, 'image'],
  [/^video\/(mp4|3gpp)$/, 'video'],
  [/^audio\/(aac|amr|mpeg|mp4|ogg)$/, 'audio']
]

export function messageTypeOf(fileType: string): 'image' | 'video' | 'audio' | 'document' {
  return SHOWN.find(([types]) => types.test(fileType))?.[1] ?? 'document'
}
