import { CloseButton } from '@mantine/core'
import IconAlertCircle from '@tabler/icons-react/icons/IconAlertCircle'
import { type ReactNode, useEffect } from 'react'
import { useLive } from '../live/use-live.ts'
import { words } from '../words/english.ts'
import { lastTrouble } from './trouble.ts'
import classes from './trouble-note.module.css'

const STAYS_MS = 8_000

/** Says what did not work, until it is read. */
export function TroubleNote(): ReactNode {
  const trouble = useLive(lastTrouble)
  useEffect(() => {
    if (trouble === null) return
    const timer = setTimeout(() => lastTrouble.set(null), STAYS_MS)
    return () => clearTimeout(timer)
  }, [trouble])
  return (
    <div role="alert" className={classes.place}>
      {trouble !== null && (
        <div className={classes.note}>
          <IconAlertCircle size={18} aria-hidden />
          <span className={classes.text}>{trouble}</span>
          <CloseButton size="sm" aria-label={words.trouble.dismiss} onClick={() => lastTrouble.set(null)} />
        </div>
      )}
    </div>
  )
}
