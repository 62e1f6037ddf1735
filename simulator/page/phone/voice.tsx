import { ActionIcon } from '@mantine/core'
import IconMicrophone from '@tabler/icons-react/icons/IconMicrophone'
import IconSend2 from '@tabler/icons-react/icons/IconSend2'
import IconTrash from '@tabler/icons-react/icons/IconTrash'
import { type ReactNode, useEffect, useState } from 'react'
import { playTime } from '../../../web/time/play-time.ts'
import { attempt } from '../../../web/trouble/trouble.ts'
import { sendFile } from '../wire/send-file.ts'
import type { Phone } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import classes from './phone.module.css'
import { type Recording, record } from './recording.ts'

/** Begins a voice note. */
export function VoiceButton({ onBegin }: { readonly onBegin: (recording: Recording) => void }): ReactNode {
  return (
    <ActionIcon
      size="lg"
      radius="xl"
      className={classes.send}
      aria-label={words.composer.voice}
      title={words.composer.voice}
      onClick={() => attempt(record().then(onBegin, refused))}
    >
      <IconMicrophone size={19} aria-hidden />
    </ActionIcon>
  )
}

/** Browsers say it in their own words, which nobody understands. */
function refused(): never {
  throw new Error(words.composer.noMicrophone)
}

interface VoiceBarProps {
  readonly phone: Phone
  readonly recording: Recording
  readonly quotes: string | undefined
  readonly onDone: () => void
}

/** A voice note while it is being spoken: how long it is, and the two ways it can end. */
export function VoiceBar({ phone, recording, quotes, onDone }: VoiceBarProps): ReactNode {
  const seconds = useSeconds(recording.begun)
  useEffect(() => () => recording.drop(), [recording])

  function send(): void {
    attempt(recording.finish().then(file => sendFile(phone, file, quotes, { isVoice: true })))
    onDone()
  }

  return (
    <div className={classes.writing}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        radius="xl"
        aria-label={words.composer.dropVoice}
        onClick={onDone}
      >
        <IconTrash size={19} aria-hidden />
      </ActionIcon>
      <p className={classes.recording} role="timer" aria-label={words.composer.recording}>
        <i />
        {playTime(seconds)}
      </p>
      <ActionIcon size="lg" radius="xl" className={classes.send} aria-label={words.composer.sendVoice} onClick={send}>
        <IconSend2 size={18} aria-hidden />
      </ActionIcon>
    </div>
  )
}

function useSeconds(begun: number): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((Date.now() - begun) / 1_000), 250)
    return () => clearInterval(timer)
  }, [begun])
  return seconds
}
