import IconBan from '@tabler/icons-react/icons/IconBan'
import IconFlag from '@tabler/icons-react/icons/IconFlag'
import IconMoon from '@tabler/icons-react/icons/IconMoon'
import { type MouseEvent, memo, type ReactNode } from 'react'
import type { Conversation } from '../../src/client/wire.ts'
import { addressOf, type Filters } from '../address/place.ts'
import { go } from '../address/use-place.ts'
import { ChannelGlyph } from '../parts/channel-glyph.tsx'
import { Face } from '../parts/face.tsx'
import { contactName } from '../people/name.ts'
import { fullTime, listTime } from '../time/calendar.ts'
import { words } from '../words/english.ts'
import classes from './conversation-row.module.css'
import { Preview } from './preview.tsx'
import { OwnerSign, WaitSign, WindowSign } from './row-signs.tsx'

interface RowProps {
  readonly conversation: Conversation
  readonly filters: Filters
  readonly isCurrent: boolean
  readonly isPicked: boolean
  readonly owner: string | null
  readonly now: Date
}

/** One conversation in the list: who, when, the last words, and what presses. A link, so it opens in a tab, too. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  filters,
  isCurrent,
  isPicked,
  owner,
  now
}: RowProps): ReactNode {
  const { id, contact, contact_id, channel, unread_count, last_interaction_at } = conversation
  const name = contactName(contact)
  return (
    <a
      className={classes.row}
      href={addressOf({ conversation: id, filters })}
      data-conversation={id}
      data-unread={unread_count > 0 || undefined}
      data-picked={isPicked || undefined}
      aria-current={isCurrent ? 'true' : undefined}
      onClick={event => openHere(event, id)}
    >
      <Face name={name} seed={contact_id}>
        <ChannelGlyph channel={channel} />
      </Face>
      <span className={classes.words}>
        <span className={classes.line}>
          <span className={classes.name} dir="auto">
            {name}
          </span>
          <time className={classes.time} dateTime={last_interaction_at} title={fullTime(last_interaction_at)}>
            {listTime(last_interaction_at, now, words)}
          </time>
        </span>
        <span className={classes.line}>
          <Preview message={conversation.last_message} />
          {unread_count > 0 && (
            <span className={classes.unread} role="img" aria-label={words.list.unreadCount(unread_count)}>
              {unread_count > 99 ? '99+' : unread_count}
            </span>
          )}
        </span>
        <span className={classes.signs}>
          <OwnerSign owner={owner} userId={conversation.assigned_user_id} />
          <Marks conversation={conversation} />
          <WaitSign conversation={conversation} now={now} />
          <WindowSign conversation={conversation} now={now} />
        </span>
      </span>
    </a>
  )
})

function Marks({
  conversation: { priority, snoozed_until, blocked }
}: {
  readonly conversation: Conversation
}): ReactNode {
  return (
    <>
      {(priority === 'high' || priority === 'urgent') && (
        <span className={classes.mark} data-priority={priority} title={words.priorities[priority]}>
          <IconFlag size={13} aria-hidden /> {words.priorities[priority]}
        </span>
      )}
      {snoozed_until && (
        <span className={classes.mark} title={words.list.snoozed(fullTime(snoozed_until))}>
          <IconMoon size={13} aria-hidden />
        </span>
      )}
      {blocked && (
        <span className={classes.mark} title={words.list.blocked}>
          <IconBan size={13} aria-hidden />
        </span>
      )}
    </>
  )
}

/** A click with a key held down is the browser's. */
function openHere(event: MouseEvent, conversation: number): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  go({ conversation })
}
