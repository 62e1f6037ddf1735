import { CloseButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { summaryOf } from '../content/summary.ts'
import { useReplyTarget } from '../thread/reply-target.tsx'
import { words } from '../words/english.ts'
import classes from './composer.module.css'

/** What the answer will quote. */
export function ReplyingTo(): ReactNode {
  const { target, quote } = useReplyTarget()
  if (!target) return null
  return (
    <div className={classes.quoting}>
      <div>
        <strong>{words.composer.replyingTo(target.sender.name ?? '')}</strong>
        <span>{summaryOf(target, words)}</span>
      </div>
      <CloseButton size="sm" aria-label={words.composer.cancelReply} onClick={() => quote(null)} />
    </div>
  )
}
