import type { ReactNode } from 'react'
import type { Message } from '../../src/client/wire.ts'
import { summaryOf } from '../content/summary.ts'
import { words } from '../words/english.ts'
import classes from './bubble.module.css'
import { senderName } from './sender.ts'

interface QuoteProps {
  readonly id: string
  readonly quoted: Message | undefined
  readonly me: number
  readonly jump: (messageId: string) => boolean
}

/** What a message answers to; a press leads there. */
export function Quote({ id, quoted, me, jump }: QuoteProps): ReactNode {
  if (!quoted) {
    return (
      <button type="button" className={classes.quote} disabled>
        {words.thread.quoteAway}
      </button>
    )
  }
  return (
    <button type="button" className={classes.quote} title={words.thread.jump} onClick={() => jump(id)}>
      <span className={classes.quoteName}>{senderName(quoted.sender, me, words)}</span>
      <span className={classes.quoteText}>{summaryOf(quoted, words)}</span>
    </button>
  )
}
