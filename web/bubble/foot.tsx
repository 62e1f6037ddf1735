import type { ReactNode } from 'react'
import type { Message } from '../../src/client/wire.ts'
import { Ticks } from '../parts/ticks.tsx'
import { clockTime, fullTime } from '../time/calendar.ts'
import { words } from '../words/english.ts'
import classes from './bubble.module.css'

/** When, whether it was changed, and what became of it. */
export function Foot({ message }: { readonly message: Message }): ReactNode {
  const { created_at, edited_at, direction, status, send_at, metadata } = message
  return (
    <div className={classes.foot}>
      {metadata['forwarded'] === true && <span>{words.thread.forwarded} ·</span>}
      {edited_at && <span title={formerWords(message)}>{words.thread.edited} ·</span>}
      {status === 'scheduled' && send_at ? (
        <span>{words.thread.scheduled(fullTime(send_at))}</span>
      ) : (
        <time dateTime={created_at} title={fullTime(created_at)}>
          {clockTime(created_at)}
        </time>
      )}
      {direction === 'outbound' && <Ticks status={status} />}
    </div>
  )
}

function formerWords({ history }: Message): string {
  return history
    .map(each => (typeof each === 'object' && each ? Reflect.get(each, 'message_text') : null))
    .filter(each => typeof each === 'string')
    .map(each => words.thread.before(each))
    .join('\n')
}
