import { type ReactNode, useState } from 'react'
import { usePlace } from './address/use-place.ts'
import { useAttention } from './attention/use-attention.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import classes from './desk.module.css'
import { Help } from './keyboard/help.tsx'
import { useShortcuts } from './keyboard/use-shortcuts.ts'
import { ListPane } from './list/list-pane.tsx'
import { ManageReplies } from './replies/manage-replies.tsx'
import { ThreadPane } from './thread/thread-pane.tsx'
import { words } from './words/english.ts'

/** Where one works: the list and the conversation beside it; on a small screen one at a time. */
export function Desk({ me }: { readonly me: number }): ReactNode {
  const place = usePlace()
  const [isHelping, setHelping] = useState(false)
  const [isManaging, setManaging] = useState(false)
  useAttention()
  useShortcuts({
    help: () => setHelping(true),
    search: () => document.querySelector<HTMLElement>('[data-search]')?.focus()
  })
  return (
    <div className={classes.page}>
      <ConnectionBanner />
      <div className={classes.desk} data-open={place.conversation !== null || undefined}>
        <ListPane place={place} me={me} onHelp={() => setHelping(true)} onReplies={() => setManaging(true)} />
        <main className={classes.main}>
          {place.conversation === null ? (
            <Nothing />
          ) : (
            <ThreadPane key={place.conversation} id={place.conversation} me={me} />
          )}
        </main>
      </div>
      <ManageReplies isOpen={isManaging} onClose={() => setManaging(false)} />
      <Help isOpen={isHelping} onClose={() => setHelping(false)} />
    </div>
  )
}

function Nothing(): ReactNode {
  return (
    <div className={classes.nothing}>
      <img src="/favicon.svg" alt="" width={56} height={56} />
      <p className={classes.pick}>{words.thread.pick}</p>
      <p>{words.thread.pickHint}</p>
    </div>
  )
}
