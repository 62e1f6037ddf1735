import { Button, Skeleton } from '@mantine/core'
import IconChecks from '@tabler/icons-react/icons/IconChecks'
import IconCloudOff from '@tabler/icons-react/icons/IconCloudOff'
import IconFilterOff from '@tabler/icons-react/icons/IconFilterOff'
import IconSearchOff from '@tabler/icons-react/icons/IconSearchOff'
import type { ReactNode } from 'react'
import { addressOf, EVERYTHING_OPEN, type Filters, isEverythingOpen } from '../address/place.ts'
import { choose } from '../address/use-place.ts'
import { channels } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { words } from '../words/english.ts'
import classes from './conversation-list.module.css'

/** Nothing fits: all done, or nothing that is asked for. */
export function EmptyList({ filters }: { readonly filters: Filters }): ReactNode {
  const isDone = isEverythingOpen(filters)
  if (filters.search !== '') return <NothingFound filters={filters} />
  return (
    <div className={classes.state}>
      {isDone ? (
        <IconChecks size={36} stroke={1.4} aria-hidden />
      ) : (
        <IconFilterOff size={36} stroke={1.4} aria-hidden />
      )}
      <strong>{words.list.empty}</strong>
      <span>{isDone ? words.list.emptyOpen : words.list.emptyFiltered}</span>
      {isDone && <WayToPhones />}
      {!isDone && (
        <Button variant="default" size="xs" onClick={() => choose(EVERYTHING_OPEN)}>
          {words.list.clear}
        </Button>
      )}
    </div>
  )
}

/** It may be found where these filters do not look. */
function NothingFound({ filters }: { readonly filters: Filters }): ReactNode {
  const everywhere: Filters = {
    ...EVERYTHING_OPEN,
    status: 'all',
    search: filters.search,
    within: filters.within,
    sort: filters.sort
  }
  const isEverywhere =
    addressOf({ conversation: null, filters }) === addressOf({ conversation: null, filters: everywhere })
  return (
    <div className={classes.state}>
      <IconSearchOff size={36} stroke={1.4} aria-hidden />
      <strong>{words.list.empty}</strong>
      <span className={classes.sought}>{words.list.emptySearch[filters.within](filters.search)}</span>
      {!isEverywhere && (
        <Button variant="default" size="xs" onClick={() => choose(everywhere)}>
          {words.list.searchAll}
        </Button>
      )}
    </div>
  )
}

/** Where a channel is simulated, its customers are a page away. */
function WayToPhones(): ReactNode {
  const isSimulated = [...useLive(channels).values()].some(({ environment }) => environment === 'simulated')
  if (!isSimulated) return null
  return (
    <Button component="a" href="/simulator" target="parley-phones" variant="light" size="xs">
      {words.list.phones}
    </Button>
  )
}

export function FailedList({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  return (
    <div className={classes.state} role="alert">
      <IconCloudOff size={36} stroke={1.4} aria-hidden />
      <span>{words.list.failed}</span>
      <Button variant="default" size="xs" onClick={onRetry}>
        {words.list.again}
      </Button>
    </div>
  )
}

const GHOSTS = ['one', 'two', 'three', 'four', 'five', 'six']

export function LoadingList(): ReactNode {
  return (
    <div className={classes.ghosts} aria-busy="true">
      {GHOSTS.map(each => (
        <div key={each} className={classes.ghost}>
          <Skeleton circle height={44} />
          <div className={classes.ghostWords}>
            <Skeleton height={10} width="45%" />
            <Skeleton height={10} width="85%" />
          </div>
        </div>
      ))}
    </div>
  )
}
