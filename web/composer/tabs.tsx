import IconLock from '@tabler/icons-react/icons/IconLock'
import type { ReactNode } from 'react'
import { words } from '../words/english.ts'
import classes from './composer.module.css'
import type { Tab } from './kept-words.ts'

const TABS: readonly Tab[] = ['reply', 'note']

/** To whom it goes: the two must never be mistaken for each other, so the whole place changes its colour. */
export function Tabs({ tab, onPick }: { readonly tab: Tab; readonly onPick: (tab: Tab) => void }): ReactNode {
  return (
    <div className={classes.tabs} role="tablist">
      {TABS.map(each => (
        <button
          key={each}
          type="button"
          role="tab"
          aria-selected={each === tab}
          className={classes.tab}
          data-tab={each}
          onClick={() => onPick(each)}
        >
          {each === 'note' && <IconLock size={13} aria-hidden />}
          {words.composer[each]}
        </button>
      ))}
    </div>
  )
}
