import IconClockHour4 from '@tabler/icons-react/icons/IconClockHour4'
import IconHourglass from '@tabler/icons-react/icons/IconHourglass'
import IconTemplate from '@tabler/icons-react/icons/IconTemplate'
import type { ReactNode } from 'react'
import type { Conversation } from '../../src/client/wire.ts'
import { windowLeft } from '../composer/may-speak.ts'
import { Face } from '../parts/face.tsx'
import { remaining, spanOf } from '../time/span.ts'
import { words } from '../words/english.ts'
import classes from './conversation-row.module.css'
import { urgencyOf, windowUrgency } from './urgency.ts'

interface OwnerProps {
  readonly name: string
  /** null: it is nobody's. */
  readonly userId: number | null
  readonly isMine: boolean
}

export function OwnerSign({ name, userId, isMine }: OwnerProps): ReactNode {
  if (userId === null) return <span className={classes.nobody}>{words.list.unassigned}</span>
  return (
    <span className={classes.owner}>
      <Face name={name} seed={userId} size="small" />
      <span className={classes.ownerName}>{isMine ? words.list.you : name}</span>
    </span>
  )
}

interface SignProps {
  readonly conversation: Conversation
  readonly now: Date
}

/** How long the customer has been waiting for an answer. */
export function WaitSign({ conversation: { waiting_since }, now }: SignProps): ReactNode {
  if (waiting_since === null) return null
  const waited = now.getTime() - Date.parse(waiting_since)
  const span = spanOf(waited, words)
  return (
    <span className={classes.mark} data-urgency={urgencyOf(waited)} title={words.list.waitsTitle(span)}>
      <IconHourglass size={13} aria-hidden /> {span}
    </span>
  )
}

/** Whether one may still answer freely; only said when that is ending or over. */
export function WindowSign({ conversation, now }: SignProps): ReactNode {
  const left = windowLeft(conversation, now)
  if (left === null || conversation.status === 'closed') return null
  const urgency = windowUrgency(left)
  if (urgency === 'calm') return null
  const span = remaining(left, words)
  const Glyph = left === 0 ? IconTemplate : IconClockHour4
  return (
    <span
      className={classes.mark}
      data-urgency={urgency}
      title={left === 0 ? words.list.windowClosed : words.list.windowOpen(span)}
    >
      <Glyph size={13} aria-hidden /> {left === 0 ? null : span}
    </span>
  )
}
