import { type KeyboardEvent, useEffect, useState } from 'react'
import type { PredefinedMessage } from '../../src/client/wire.ts'
import type { Media } from '../../src/model/message.ts'
import type { StoredFile } from '../composer/use-attachments.ts'
import { replies } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { client } from '../session/client.ts'
import { attempt } from '../trouble/trouble.ts'
import { words } from '../words/english.ts'
import { matching, termIn } from './matching.ts'

export interface Replies {
  /** null: none is being looked for. */
  readonly found: readonly PredefinedMessage[] | null
  readonly current: number
  /** Variables of the last one that had no value. */
  readonly missing: readonly string[]
  pick(reply: PredefinedMessage): void
  /** True if the key was meant for the list. */
  onKey(event: KeyboardEvent): boolean
}

interface Options {
  readonly conversationId: number
  readonly text: string
  setText(text: string): void
  putFiles(files: readonly StoredFile[]): void
}

/** Ready answers for what stands in the field: `/` and the beginning of a shortcut or a part of a title. */
export function useReplies({ conversationId, text, setText, putFiles }: Options): Replies {
  const known = useLive(replies)
  const [isClosed, setClosed] = useState(false)
  const [current, setCurrent] = useState(0)
  const [filled, setFilled] = useState<{ readonly text: string; readonly missing: readonly string[] } | null>(null)
  const term = termIn(text)
  const found = term === null || isClosed ? null : matching(known.values(), term)
  useEffect(() => {
    setCurrent(0)
    if (term === null) setClosed(false)
  }, [term])

  function pick({ id }: PredefinedMessage): void {
    setClosed(true)
    attempt(
      client
        .service(`conversation-predefined-messages/${id}/render`)
        .create({ conversation_id: conversationId })
        .then(({ message_text, missing_variables, files }) => {
          setFilled({ text: message_text, missing: missing_variables })
          setText(message_text)
          putFiles(files.flatMap(stored))
        })
    )
  }

  function onKey(event: KeyboardEvent): boolean {
    if (!found || found.length === 0) return false
    const { key } = event
    const reply = found[current]
    if (key === 'ArrowDown') setCurrent((current + 1) % found.length)
    else if (key === 'ArrowUp') setCurrent((current + found.length - 1) % found.length)
    else if (key === 'Escape') setClosed(true)
    else if ((key === 'Enter' || key === 'Tab') && reply && !event.nativeEvent.isComposing) pick(reply)
    else return false
    event.preventDefault()
    return true
  }

  return { found, current, missing: filled?.text === text ? filled.missing : [], pick, onKey }
}

function stored({ file_id, file_name, file_type }: Media): readonly StoredFile[] {
  return file_id === null ? [] : [{ id: file_id, name: file_name ?? words.media.file, type: file_type ?? '' }]
}
