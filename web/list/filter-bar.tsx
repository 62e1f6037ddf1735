import { SegmentedControl } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Filters, OWNERS, PLACES } from '../address/place.ts'
import { choose } from '../address/use-place.ts'
import { words } from '../words/english.ts'
import { Chip } from './chip.tsx'
import classes from './filter-bar.module.css'
import { MoreFilters } from './more-filters.tsx'
import { SearchBox } from './search-box.tsx'
import { SortMenu } from './sort-menu.tsx'
import { StatusMenu } from './status-menu.tsx'

const owners = OWNERS.map(value => ({ value, label: words.list[value] }))

/** Which conversations are listed, and in which order. */
export function FilterBar({ filters }: { readonly filters: Filters }): ReactNode {
  const { owner, status, unread, waiting, search, within, sort } = filters
  return (
    <div className={classes.bar}>
      <SearchBox search={search} label={within === 'people' ? words.list.search : words.list.searchMessages} />
      {(search !== '' || within === 'messages') && (
        <div className={classes.line}>
          {PLACES.map(each => (
            <Chip key={each} isOn={each === within} onPress={() => choose({ within: each })}>
              {words.list.places[each]}
            </Chip>
          ))}
        </div>
      )}
      <SegmentedControl
        fullWidth
        size="xs"
        radius="md"
        aria-label={words.list.label}
        data={owners}
        value={typeof owner === 'number' ? '' : owner}
        onChange={chosen => choose({ owner: OWNERS.find(each => each === chosen) ?? 'all' })}
      />
      <div className={classes.line}>
        <StatusMenu status={status} />
        <Chip isOn={unread} onPress={() => choose({ unread: !unread })}>
          {words.list.unread}
        </Chip>
        <Chip isOn={waiting} onPress={() => choose({ waiting: !waiting })}>
          {words.list.waitingOnly}
        </Chip>
        <span className={classes.room} />
        <MoreFilters filters={filters} />
        <SortMenu sort={sort} />
      </div>
    </div>
  )
}
