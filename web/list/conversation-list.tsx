import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import type { LiveList } from '../../src/client/index.ts'
import type { Place } from '../address/place.ts'
import { users } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { contactName } from '../people/name.ts'
import { hasSelection, isSelected, selection } from '../selection/selection.ts'
import { useNow } from '../time/use-now.ts'
import { words } from '../words/english.ts'
import classes from './conversation-list.module.css'
import { ConversationRow } from './conversation-row.tsx'
import { EmptyList, FailedList, LoadingList } from './list-states.tsx'
import { PickBox } from './pick-box.tsx'
import { useListKeys } from './use-list-keys.ts'

const ROW_HEIGHT = 88
const AHEAD = 10

interface ListProps {
  readonly list: LiveList
  readonly place: Place
  readonly me: number
}

/** The conversations that fit, as many as are in sight. */
export function ConversationList({ list, place, me }: ListProps): ReactNode {
  const { rows, total, complete, loading, error } = useLive(list)
  const people = useLive(users)
  const picked = useLive(selection)
  const now = useNow()
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: index => rows[index]?.id ?? index,
    overscan: AHEAD
  })
  const inSight = virtual.getVirtualItems()
  const last = inSight.at(-1)?.index ?? 0
  useEffect(() => {
    if (!complete && !loading && !error && last >= rows.length - AHEAD) void list.more()
  }, [list, complete, loading, error, last, rows.length])
  useListKeys(rows, place.conversation, index => virtual.scrollToIndex(index))

  if (rows.length === 0) {
    if (error) return <FailedList onRetry={() => void list.more()} />
    return loading ? <LoadingList /> : <EmptyList filters={place.filters} />
  }
  return (
    <div ref={scroller} className={classes.scroller} tabIndex={-1}>
      <ul aria-label={words.list.label} className={classes.all} style={{ height: virtual.getTotalSize() }}>
        {inSight.map(({ index, key, start }) => {
          const conversation = rows[index]
          return (
            conversation && (
              <li
                key={key}
                aria-setsize={total}
                aria-posinset={index + 1}
                className={classes.item}
                style={{ transform: `translateY(${start}px)` }}
              >
                <ConversationRow
                  conversation={conversation}
                  filters={place.filters}
                  isCurrent={conversation.id === place.conversation}
                  isPicked={isSelected(picked, conversation.id)}
                  owner={people.get(conversation.assigned_user_id ?? 0)?.full_name ?? ''}
                  isMine={conversation.assigned_user_id === me}
                  now={now}
                />
                <PickBox
                  id={conversation.id}
                  name={contactName(conversation.contact)}
                  isPicked={isSelected(picked, conversation.id)}
                  isShown={hasSelection(picked)}
                />
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}
