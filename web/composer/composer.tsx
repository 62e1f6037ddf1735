import type { ReactNode } from 'react'
import { flushSync } from 'react-dom'
import type { LiveThread } from '../../src/client/index.ts'
import type { Channel, Conversation } from '../../src/client/wire.ts'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { useNow } from '../time/use-now.ts'
import { useTelling } from '../typing/use-telling.ts'
import { words } from '../words/english.ts'
import { Attachments } from './attachments.tsx'
import classes from './composer.module.css'
import { isPaused, muteOf } from './may-speak.ts'
import { MuteNote } from './mute-note.tsx'
import { ReplyingTo } from './replying-to.tsx'
import { Tabs } from './tabs.tsx'
import { useComposer } from './use-composer.ts'
import { WindowCountdown } from './window-countdown.tsx'
import { Writing } from './writing.tsx'

interface ComposerProps {
  readonly conversation: Conversation
  readonly channel: Channel | undefined
  readonly thread: LiveThread
}

/** Where one writes: to the customer, or a note to one's own. Says why, where nothing can be said. */
export function Composer({ conversation, channel, thread }: ComposerProps): ReactNode {
  const now = useNow()
  const composer = useComposer(conversation, thread)
  const { tab, setTab, field, files } = composer
  useTelling({ conversationId: conversation.id, text: composer.text, isInternal: tab === 'note' })
  const mute = muteOf(conversation, channel, now)
  useShortcuts({
    reply: () => writeIn('reply'),
    note: () => writeIn('note')
  })
  /** The field may only be there after the tab has changed. */
  function writeIn(next: typeof tab): void {
    flushSync(() => setTab(next))
    field.current?.focus()
  }
  const isMuted = tab === 'reply' && mute !== null
  return (
    <section className={classes.composer} data-tab={tab} aria-label={words.composer[tab]} {...composer.drops}>
      <div className={classes.head}>
        <Tabs tab={tab} onPick={setTab} />
        {tab === 'reply' && !mute && <WindowCountdown conversation={conversation} now={now} />}
      </div>
      {tab === 'reply' && isPaused(channel) && <p className={classes.paused}>{words.mute.channel_paused}</p>}
      {isMuted ? (
        <MuteNote mute={mute} conversation={conversation} thread={thread} />
      ) : (
        <>
          <ReplyingTo />
          {tab === 'reply' && <Attachments files={files.list} onRemove={files.remove} />}
          <Writing composer={composer} conversation={conversation} />
        </>
      )}
      {composer.isDropping && <div className={classes.drop}>{words.composer.drop}</div>}
    </section>
  )
}
