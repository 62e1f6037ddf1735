import IconClockHour4 from '@tabler/icons-react/icons/IconClockHour4'
import type { ReactNode } from 'react'
import type { Conversation } from '../../src/client/wire.ts'
import { windowUrgency } from '../list/urgency.ts'
import { remaining } from '../time/span.ts'
import { words } from '../words/english.ts'
import classes from './composer.module.css'
import { windowLeft } from './may-speak.ts'

interface CountdownProps {
  readonly conversation: Conversation
  readonly now: Date
}

/** How long one may still write freely. */
export function WindowCountdown({ conversation, now }: CountdownProps): ReactNode {
  const left = windowLeft(conversation, now)
  if (left === null || left === 0) return null
  const span = remaining(left, words)
  return (
    <span
      className={classes.countdown}
      data-urgency={windowUrgency(left)}
      role="timer"
      title={words.composer.windowLeftTitle(span)}
    >
      <IconClockHour4 size={14} aria-hidden />
      {words.composer.windowLeft(span)}
    </span>
  )
}
