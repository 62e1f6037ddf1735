import { type DragEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { LiveThread } from '../../src/client/index.ts'
import type { Conversation } from '../../src/client/wire.ts'
import { useReplyTarget } from '../thread/reply-target.tsx'
import { areComing, idsOf } from './attached.ts'
import { draftOf } from './draft.ts'
import { keptWords, type Tab } from './kept-words.ts'
import { type Attachments, useAttachments } from './use-attachments.ts'

export interface ComposerState {
  readonly tab: Tab
  setTab(tab: Tab): void
  readonly text: string
  setText(text: string): void
  readonly files: Attachments
  readonly field: RefObject<HTMLTextAreaElement | null>
  /** Something can be sent. */
  readonly isReady: boolean
  /** It is sent as soon as the files are there. */
  readonly isWaiting: boolean
  send(): void
  readonly isDropping: boolean
  readonly drops: {
    onDragOver(event: DragEvent): void
    onDragLeave(event: DragEvent): void
    onDrop(event: DragEvent): void
  }
}

/** What is being written in a conversation. */
export function useComposer({ id, organization_id }: Conversation, thread: LiveThread): ComposerState {
  const [tab, setTab] = useState<Tab>('reply')
  const [text, setText] = useState(() => keptWords.get(id, 'reply'))
  const [isDropping, setDropping] = useState(false)
  const files = useAttachments(id, organization_id)
  const field = useRef<HTMLTextAreaElement>(null)
  const { target, quote } = useReplyTarget()
  const ids = idsOf(files.list)
  const draft =
    (ids ?? tab === 'note') && draftOf({ tab, text, files: withTypes(files, ids ?? []), replyTo: target?.id ?? null })
  const [wants, setWants] = useState(false)
  const isComing = tab === 'reply' && areComing(files.list)
  const isWaiting = wants && !draft && isComing

  function send(): void {
    setWants(!draft && isComing)
    if (!draft) return
    thread.send(draft)
    keptWords.set(id, tab, '')
    setText('')
    if (tab === 'reply') files.clear()
    quote(null)
    field.current?.focus()
  }

  const latest = useRef(send)
  latest.current = send
  const isThere = wants && Boolean(draft)
  useEffect(() => {
    if (isThere) latest.current()
  }, [isThere])

  return {
    tab,
    setTab(next) {
      setWants(false)
      setTab(next)
      setText(keptWords.get(id, next))
    },
    text,
    setText(next) {
      setWants(false)
      keptWords.set(id, tab, next)
      setText(next)
    },
    files,
    field,
    isReady: Boolean(draft) || isComing,
    isWaiting,
    send,
    isDropping,
    drops: {
      onDragOver(event) {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setDropping(true)
      },
      onDragLeave(event) {
        const { relatedTarget, currentTarget } = event
        if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setDropping(false)
      },
      onDrop(event) {
        event.preventDefault()
        setDropping(false)
        files.add(event.dataTransfer.files)
      }
    }
  }
}

function withTypes(files: Attachments, ids: readonly string[]) {
  return ids.map((id, index) => ({ id, type: files.list[index]?.file.type ?? '' }))
}
