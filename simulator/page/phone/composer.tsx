import { ActionIcon, CloseButton, Textarea } from '@mantine/core'
import IconSend2 from '@tabler/icons-react/icons/IconSend2'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { attempt } from '../../../web/trouble/trouble.ts'
import { textOf } from '../bubble/text.ts'
import { post } from '../wire/call.ts'
import { pathOf } from '../wire/path.ts'
import type { Phone } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import { AttachMenu } from './attach-menu.tsx'
import type { Intent } from './intent.ts'
import classes from './phone.module.css'
import { canRecord, type Recording } from './recording.ts'
import { VoiceBar, VoiceButton } from './voice.tsx'

interface ComposerProps {
  readonly phone: Phone
  readonly intent: Intent
  readonly onDone: () => void
}

/** Where the customer writes. */
export function Composer({ phone, intent, onDone }: ComposerProps): ReactNode {
  const [text, setText] = useState('')
  const [recording, setRecording] = useState<Recording | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const path = pathOf(phone)
  useEffect(() => {
    if (!intent) return
    if (intent.kind === 'edit') setText(textOf(intent.message))
    field.current?.focus()
  }, [intent])

  if (phone.has_blocked) return <Blocked path={path} />

  function send(): void {
    const said = text.trim()
    if (said === '') return
    const id = intent?.message.id
    attempt(
      intent?.kind === 'edit'
        ? post(`${path}/edits`, { message_id: id, text: said })
        : post(`${path}/messages`, { text: said, ...(id && { quotes: id }) })
    )
    setText('')
    onDone()
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') onDone()
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }

  const quotes = intent?.kind === 'reply' ? intent.message.id : undefined

  function endRecording(): void {
    setRecording(null)
    onDone()
  }

  return (
    <div className={classes.foot}>
      {intent && (
        <div className={classes.intent}>
          <div>
            <strong>{intent.kind === 'edit' ? words.message.editing : words.message.reply}</strong>
            <span>{textOf(intent.message)}</span>
          </div>
          <CloseButton size="sm" aria-label={words.composer.stop} onClick={onDone} />
        </div>
      )}
      {recording && <VoiceBar phone={phone} recording={recording} quotes={quotes} onDone={endRecording} />}
      <div className={classes.writing} hidden={recording !== null}>
        <AttachMenu phone={phone} quotes={quotes} onDone={onDone} />
        <Textarea
          ref={field}
          className={classes.field}
          variant="unstyled"
          autosize
          minRows={1}
          maxRows={5}
          maxLength={4_096}
          placeholder={words.composer.placeholder}
          aria-label={words.composer.placeholder}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          onKeyDown={onKey}
        />
        {text.trim() === '' && intent?.kind !== 'edit' && canRecord() ? (
          <VoiceButton onBegin={setRecording} />
        ) : (
          <ActionIcon
            size="lg"
            radius="xl"
            className={classes.send}
            aria-label={words.composer.send}
            disabled={text.trim() === ''}
            onClick={send}
          >
            <IconSend2 size={18} aria-hidden />
          </ActionIcon>
        )}
      </div>
    </div>
  )
}

function Blocked({ path }: { readonly path: string }): ReactNode {
  return (
    <p className={classes.blocked}>
      {words.phone.blocked}
      <button type="button" onClick={() => attempt(post(path, { has_blocked: false }, 'PATCH'))}>
        {words.phone.unblock}
      </button>
    </p>
  )
}
