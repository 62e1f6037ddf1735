import { ActionIcon } from '@mantine/core'
import IconMicrophone from '@tabler/icons-react/icons/IconMicrophone'
import IconPlayerPauseFilled from '@tabler/icons-react/icons/IconPlayerPauseFilled'
import IconPlayerPlayFilled from '@tabler/icons-react/icons/IconPlayerPlayFilled'
import { type ReactNode, useRef, useState } from 'react'
import { playTime } from '../time/play-time.ts'
import { words } from '../words/english.ts'
import classes from './media.module.css'

interface PlayerProps {
  readonly url: string | undefined
  readonly isVoice: boolean
}

/** A sound that is played where it stands. */
export function AudioPlayer({ url, isVoice }: PlayerProps): ReactNode {
  const audio = useRef<HTMLAudioElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [position, setPosition] = useState(0)
  const [length, setLength] = useState(0)
  const toggle = (): void => {
    if (isPlaying) audio.current?.pause()
    // A browser may refuse; then it stays still.
    else audio.current?.play().catch(() => {})
  }
  return (
    <div className={classes.audio}>
      <ActionIcon
        variant="filled"
        radius="xl"
        size={36}
        aria-label={isPlaying ? words.media.pause : words.media.play}
        disabled={!url}
        onClick={toggle}
      >
        {isPlaying ? <IconPlayerPauseFilled size={16} aria-hidden /> : <IconPlayerPlayFilled size={16} aria-hidden />}
      </ActionIcon>
      <input
        type="range"
        aria-label={words.media.seek}
        min={0}
        max={length || 1}
        step={0.1}
        value={position}
        onChange={event => {
          if (audio.current) audio.current.currentTime = event.currentTarget.valueAsNumber
        }}
      />
      <span className={classes.length}>{playTime(isPlaying || position > 0 ? position : length)}</span>
      {isVoice && <IconMicrophone size={16} aria-label={words.voice} />}
      {/* biome-ignore lint/a11y/useMediaCaption: customers send no captions */}
      <audio
        ref={audio}
        src={url}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPosition(0)}
        onTimeUpdate={event => setPosition(event.currentTarget.currentTime)}
        onDurationChange={event => {
          const { duration } = event.currentTarget
          setLength(Number.isFinite(duration) ? duration : 0)
        }}
      />
    </div>
  )
}
