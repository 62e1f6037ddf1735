import type { ReactNode } from 'react'
import type { LogEvent } from '../../src/client/wire.ts'
import { users } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { clockTime, fullTime } from '../time/calendar.ts'
import { words } from '../words/english.ts'
import classes from './happening.module.css'
import { sentenceOf } from './sentence.ts'

/** What happened to the conversation, between what was said. */
export function Happening({ event, me }: { readonly event: LogEvent; readonly me: number }): ReactNode {
  const people = useLive(users)
  const sentence = sentenceOf(event, me, id => people.get(id)?.full_name, words)
  if (sentence === null) return null
  return (
    <p className={classes.happening}>
      {sentence}
      <time dateTime={event.created_at} title={fullTime(event.created_at)}>
        {clockTime(event.created_at)}
      </time>
    </p>
  )
}
