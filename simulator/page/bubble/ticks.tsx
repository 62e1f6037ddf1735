import IconAlertCircle from '@tabler/icons-react/icons/IconAlertCircle'
import IconCheck from '@tabler/icons-react/icons/IconCheck'
import IconChecks from '@tabler/icons-react/icons/IconChecks'
import IconClock from '@tabler/icons-react/icons/IconClock'
import type { ReactNode } from 'react'
import type { Tick } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import classes from './bubble.module.css'

const GLYPHS = {
  pending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  played: IconChecks,
  failed: IconAlertCircle
} satisfies Record<Tick, unknown>

/** How far it has come: one tick with the provider, two with the other side. */
export function PhoneTicks({ tick }: { readonly tick: Tick }): ReactNode {
  const Glyph = GLYPHS[tick]
  return (
    <span
      className={classes.ticks}
      data-tick={tick}
      role="img"
      aria-label={words.ticks[tick]}
      title={words.ticks[tick]}
    >
      <Glyph size={15} stroke={2} aria-hidden />
    </span>
  )
}
