import type { ReactNode } from 'react'
import { go } from '../address/use-place.ts'
import { Composer } from '../composer/composer.tsx'
import { ContactPanel } from '../contact/contact-panel.tsx'
import { useAbout } from '../contact/use-about.ts'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { channels } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { useOpened } from '../live/use-opened.ts'
import { client } from '../session/client.ts'
import { Writers } from '../typing/writers.tsx'
import { words } from '../words/english.ts'
import { toggleClosed } from './conversation-acts.ts'
import { ReplyProvider } from './reply-target.tsx'
import { ThreadHeader } from './thread-header.tsx'
import classes from './thread-pane.module.css'
import { Timeline } from './timeline.tsx'
import { useRead } from './use-read.ts'

/** The right side: one conversation, from its head to where one writes. */
export function ThreadPane({ id, me }: { readonly id: number; readonly me: number }): ReactNode {
  const held = useOpened(`conversation:${id}`, () => client.replica.conversation(id))
  const thread = useOpened(`thread:${id}`, () => client.replica.messages(id))
  const conversation = useLive(held)
  const { gone } = useLive(thread)
  const channel = useLive(channels).get(conversation?.channel_id ?? 0)
  const [isAbout, setAbout] = useAbout()
  useRead(conversation)
  useShortcuts({
    leave: () => (isAbout ? setAbout(false) : go({ conversation: null })),
    about: () => setAbout(!isAbout),
    close: () => conversation && toggleClosed(conversation)
  })

  if (gone) return <Gone />
  return (
    <ReplyProvider key={id}>
      <div className={classes.both}>
        <section className={classes.pane} aria-label={words.thread.messages}>
          <ThreadHeader
            conversation={conversation}
            channel={channel}
            me={me}
            isAbout={isAbout}
            onAbout={() => setAbout(!isAbout)}
          />
          <Timeline id={id} thread={thread} me={me} />
          <Writers conversationId={id} />
          {conversation && <Composer conversation={conversation} channel={channel} thread={thread} />}
        </section>
        {conversation && isAbout && <ContactPanel conversation={conversation} onClose={() => setAbout(false)} />}
      </div>
    </ReplyProvider>
  )
}

function Gone(): ReactNode {
  return (
    <section className={classes.pane}>
      <div className={classes.gone} role="alert">
        <p>{words.thread.gone}</p>
        <button type="button" className={classes.back} onClick={() => go({ conversation: null })}>
          {words.thread.back}
        </button>
      </div>
    </section>
  )
}
