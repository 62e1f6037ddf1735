import type { ReactNode } from 'react'
import type { Reaction } from '../../src/client/wire.ts'
import classes from './bubble.module.css'

/** What both sides felt about it. */
export function Reactions({ reactions }: { readonly reactions: readonly Reaction[] }): ReactNode {
  if (reactions.length === 0) return null
  return (
    <div className={classes.reactions}>
      {reactions.map(({ emoji, by }) => (
        <span key={by} className={classes.reaction}>
          {emoji}
        </span>
      ))}
    </div>
  )
}
