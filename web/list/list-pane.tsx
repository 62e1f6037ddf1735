import { type ReactNode, useEffect } from 'react'
import { type Place, queryOf } from '../address/place.ts'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { useLive } from '../live/use-live.ts'
import { useOpened } from '../live/use-opened.ts'
import { clearSelection, hasSelection, selection } from '../selection/selection.ts'
import { SelectionBar } from '../selection/selection-bar.tsx'
import { AccountMenu } from '../session/account-menu.tsx'
import { client } from '../session/client.ts'
import { words } from '../words/english.ts'
import { ConversationList } from './conversation-list.tsx'
import { FilterBar } from './filter-bar.tsx'
import classes from './list-pane.module.css'

interface PaneProps {
  readonly place: Place
  readonly me: number
  readonly onHelp: () => void
  readonly onReplies: () => void
}

/** The left side: who is here, what is listed, and the list. */
export function ListPane({ place, me, onHelp, onReplies }: PaneProps): ReactNode {
  const query = queryOf(place.filters, me)
  const list = useOpened(JSON.stringify(query), () => client.replica.conversations(query))
  const state = useLive(list)
  const picked = useLive(selection)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has other conversations
  useEffect(() => clearSelection, [list])
  useShortcuts(hasSelection(picked) ? { leave: clearSelection } : {})
  const { total, isLowerBound, loading } = state
  return (
    <nav className={classes.pane} aria-label={words.list.label}>
      <header className={classes.head}>
        <img src="/favicon.svg" alt="" width={28} height={28} />
        <h1 className={classes.title}>{words.name}</h1>
        <span className={classes.total} role="status">
          {loading && total === 0 ? null : words.list.total(total, isLowerBound)}
        </span>
        <AccountMenu onHelp={onHelp} onReplies={onReplies} />
      </header>
      {hasSelection(picked) ? (
        <SelectionBar selected={picked} list={state} query={query} me={me} />
      ) : (
        <FilterBar filters={place.filters} />
      )}
      <ConversationList list={list} place={place} me={me} />
    </nav>
  )
}
