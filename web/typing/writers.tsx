import type { ReactNode } from 'react'
import { useLive } from '../live/use-live.ts'
import { useOpened } from '../live/use-opened.ts'
import { words } from '../words/english.ts'
import { openWriters } from './open-writers.ts'
import classes from './writers.module.css'

/** Who else is answering just now, so that nobody answers twice. */
export function Writers({ conversationId }: { readonly conversationId: number }): ReactNode {
  const names = useLive(useOpened(`writers:${conversationId}`, () => openWriters(conversationId)))
  return (
    <div role="status" className={classes.writers}>
      {names.length > 0 && (
        <>
          <span className={classes.dots} aria-hidden>
            <i />
            <i />
            <i />
          </span>
          {words.thread.writing(names)}
        </>
      )}
    </div>
  )
}
