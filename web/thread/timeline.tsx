import { Skeleton } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { LiveThread } from '../../src/client/index.ts'
import { openHappenings } from '../happenings/open-happenings.ts'
import { useLive } from '../live/use-live.ts'
import { useOpened } from '../live/use-opened.ts'
import { dayOf } from '../time/calendar.ts'
import { useNow } from '../time/use-now.ts'
import { positionOf, timelineOf } from '../timeline/timeline.ts'
import { words } from '../words/english.ts'
import { NewestButton } from './newest-button.tsx'
import classes from './timeline.module.css'
import { TimelineItem } from './timeline-item.tsx'
import { useFlash } from './use-flash.ts'

const AHEAD = 8
const GUESSED_HEIGHT = 64
/** So near to the end, new words are followed. */
const NEAR_END = 80

interface TimelineProps {
  readonly id: number
  readonly thread: LiveThread
  readonly me: number
}

/** Everything that was said, the newest at the bottom; as many messages as are in sight. */
export function Timeline({ id, thread, me }: TimelineProps): ReactNode {
  const { rows, loading, hasEarlier } = useLive(thread)
  const events = useLive(useOpened(`happenings:${id}`, () => openHappenings(id)))
  const today = dayOf(useNow())
  const items = useMemo(
    () => timelineOf({ rows, events, isWhole: !hasEarlier && !loading }),
    [rows, events, hasEarlier, loading]
  )
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => GUESSED_HEIGHT,
    getItemKey: index => items[index]?.key ?? index,
    overscan: AHEAD,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_END,
    paddingStart: 12,
    paddingEnd: 12
  })
  const flash = useFlash()
  const inSight = virtual.getVirtualItems()
  const first = inSight[0]?.index ?? items.length
  useEffect(() => {
    if (hasEarlier && !loading && items.length > 0 && first < AHEAD) void thread.earlier()
  }, [thread, hasEarlier, loading, items.length, first])
  const hasRows = items.length > 0
  // What is new is at the end: that is where one begins to read.
  useEffect(() => {
    if (hasRows) virtual.scrollToEnd()
  }, [hasRows, virtual])

  function jump(messageId: string): boolean {
    const position = positionOf(items, messageId)
    if (position === -1) return false
    virtual.scrollToIndex(position, { align: 'center' })
    flash.at(messageId)
    return true
  }

  if (!hasRows) return loading ? <Waiting /> : <div className={classes.frame} />
  return (
    <div className={classes.frame}>
      <div ref={scroller} className={classes.scroller} tabIndex={-1}>
        <div
          role="log"
          aria-label={words.thread.messages}
          className={classes.all}
          style={{ height: virtual.getTotalSize() }}
        >
          {inSight.map(({ index, key, start }) => {
            const item = items[index]
            return (
              item && (
                <div
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  className={classes.item}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <TimelineItem
                    item={item}
                    thread={thread}
                    rows={rows}
                    me={me}
                    today={today}
                    jump={jump}
                    flashing={flash.id}
                  />
                </div>
              )
            )
          })}
        </div>
      </div>
      <NewestButton isShown={!virtual.isAtEnd(NEAR_END * 3)} onPress={() => virtual.scrollToEnd()} />
    </div>
  )
}

function Waiting(): ReactNode {
  return (
    <div className={classes.frame} aria-busy="true">
      <div className={classes.ghosts}>
        <Skeleton height={44} width="52%" radius="lg" />
        <Skeleton height={44} width="38%" radius="lg" ml="auto" />
        <Skeleton height={72} width="46%" radius="lg" />
      </div>
    </div>
  )
}
