import type { ReactNode } from 'react'
import { ConnectionBanner } from './connection-banner.tsx'
import classes from './desk.module.css'

/** Who is here is not known yet; where that takes a while, it is said. */
export function Entering(): ReactNode {
  return (
    <div className={classes.page} aria-busy="true">
      <ConnectionBanner />
      <div className={classes.nothing}>
        <img src="/favicon.svg" alt="" width={56} height={56} />
      </div>
    </div>
  )
}
