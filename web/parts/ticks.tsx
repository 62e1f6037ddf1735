import IconAlertCircle from '@tabler/icons-react/icons/IconAlertCircle'
import IconCalendarClock from '@tabler/icons-react/icons/IconCalendarClock'
import IconCheck from '@tabler/icons-react/icons/IconCheck'
import IconChecks from '@tabler/icons-react/icons/IconChecks'
import IconClock from '@tabler/icons-react/icons/IconClock'
import IconHelpCircle from '@tabler/icons-react/icons/IconHelpCircle'
import type { ReactNode } from 'react'
import type { MessageStatus } from '../../src/model/message.ts'
import { words } from '../words/english.ts'
import classes from './ticks.module.css'

const GLYPHS = {
  received: null,
  scheduled: IconCalendarClock,
  queued: IconClock,
  sending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertCircle,
  unknown: IconHelpCircle
} satisfies Record<MessageStatus, unknown>

/** What became of an answer: clock, one tick, two ticks, blue ticks; a sign where it went wrong or nobody knows. */
export function Ticks({ status }: { readonly status: MessageStatus }): ReactNode {
  const Glyph = GLYPHS[status]
  if (!Glyph) return null
  const name = words.ticks[status]
  return (
    <span className={classes.ticks} data-status={status} role="img" aria-label={name} title={name}>
      <Glyph size={16} stroke={2} aria-hidden />
    </span>
  )
}
