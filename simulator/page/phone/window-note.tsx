import type { ReactNode } from 'react'
import { useNow } from '../../../web/time/use-now.ts'
import type { Phone } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import classes from './phone.module.css'

const HOUR_MS = 3_600_000

/** Whether the business may still answer freely. */
export function WindowNote({
  phone,
  secondsAhead
}: {
  readonly phone: Phone
  readonly secondsAhead: number
}): ReactNode {
  const now = useNow().getTime() + secondsAhead * 1_000
  if (phone.messages.length === 0) return null
  const left = phone.window_closes_at === null ? 0 : Date.parse(phone.window_closes_at) - now
  const hours = Math.max(1, Math.round(left / HOUR_MS))
  return (
    <p className={classes.window} data-closed={left <= 0 || undefined}>
      {left > 0 ? words.phone.windowOpen(`${hours} h`) : words.phone.windowClosed}
    </p>
  )
}
