import IconWifiOff from '@tabler/icons-react/icons/IconWifiOff'
import { type ReactNode, useEffect, useState } from 'react'
import classes from './desk.module.css'
import { useLive } from './live/use-live.ts'
import { client } from './session/client.ts'
import { words } from './words/english.ts'

/** A line that is back so soon was never missed. */
const PATIENCE_MS = 1_500

/** Says that what is on the screen may be old. */
export function ConnectionBanner(): ReactNode {
  const status = useLive(client.status)
  const isAway = status === 'connecting' || status === 'offline'
  const [isShown, show] = useState(false)
  useEffect(() => {
    if (!isAway) return show(false)
    const timer = setTimeout(() => show(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [isAway])
  return (
    <div role="status">
      {isShown && (
        <div className={classes.banner}>
          <IconWifiOff size={16} aria-hidden />
          {status === 'connecting' ? words.connection.connecting : words.connection.offline}
        </div>
      )}
    </div>
  )
}
