import type { ReactNode } from 'react'
import type { LiveThread, ThreadRow } from '../../src/client/index.ts'
import { Bubble } from '../bubble/bubble.tsx'
import { Happening } from '../happenings/happening.tsx'
import { dayName } from '../time/calendar.ts'
import type { Item } from '../timeline/timeline.ts'
import { words } from '../words/english.ts'
import classes from './timeline-item.module.css'

interface ItemProps {
  readonly item: Item
  readonly thread: LiveThread
  readonly rows: readonly ThreadRow[]
  readonly me: number
  /** As `2026-03-01`, in the reader's zone. */
  readonly today: string
  readonly jump: (messageId: string) => boolean
  readonly flashing: string | null
}

/** One thing that stands in a thread. */
export function TimelineItem({ item, thread, rows, me, today, jump, flashing }: ItemProps): ReactNode {
  if (item.kind === 'begin') return <p className={classes.begin}>{words.thread.begin}</p>
  if (item.kind === 'day') {
    return (
      <h3 className={classes.day}>
        <span>{dayName(item.day, new Date(`${today}T12:00`), words)}</span>
      </h3>
    )
  }
  if (item.kind === 'notice') return <p className={classes.notice}>{item.message.message_text}</p>
  if (item.kind === 'happening') return <Happening event={item.event} me={me} />
  const { message } = item
  const quoted = rows.find(({ id }) => id === message.reply_to_message_id)
  return (
    <Bubble
      item={item}
      quoted={quoted}
      me={me}
      jump={jump}
      isFlashing={flashing === message.id}
      onRetry={clientId => thread.retry(clientId)}
      onDiscard={clientId => thread.discard(clientId)}
    />
  )
}
