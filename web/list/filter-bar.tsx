import { Button, Menu, SegmentedControl } from '@mantine/core'
import IconArrowsSort from '@tabler/icons-react/icons/IconArrowsSort'
import IconCheck from '@tabler/icons-react/icons/IconCheck'
import type { ReactNode } from 'react'
import { type Filters, OWNERS, SORTS } from '../address/place.ts'
import { choose } from '../address/use-place.ts'
import { words } from '../words/english.ts'
import classes from './filter-bar.module.css'

const owners = OWNERS.map(value => ({ value, label: words.list[value] }))

/** Which conversations are listed, and in which order. */
export function FilterBar({ filters }: { readonly filters: Filters }): ReactNode {
  return (
    <div className={classes.bar} data-filters tabIndex={-1}>
      <SegmentedControl
        fullWidth
        size="xs"
        radius="md"
        aria-label={words.list.label}
        data={owners}
        value={filters.owner}
        onChange={owner => choose({ owner })}
      />
      <div className={classes.line}>
        <Chip isOn={filters.status === 'open'} onPress={() => choose({ status: 'open' })}>
          {words.list.open}
        </Chip>
        <Chip isOn={filters.status === 'closed'} onPress={() => choose({ status: 'closed' })}>
          {words.list.closed}
        </Chip>
        <Chip isOn={filters.unread} onPress={() => choose({ unread: !filters.unread })}>
          {words.list.unread}
        </Chip>
        <SortMenu sort={filters.sort} />
      </div>
    </div>
  )
}

interface ChipProps {
  readonly isOn: boolean
  readonly onPress: () => void
  readonly children: string
}

function Chip({ isOn, onPress, children }: ChipProps): ReactNode {
  return (
    <button type="button" className={classes.chip} aria-pressed={isOn} onClick={onPress}>
      {children}
    </button>
  )
}

function SortMenu({ sort }: { readonly sort: Filters['sort'] }): ReactNode {
  return (
    <Menu position="bottom-end" shadow="md" width={190}>
      <Menu.Target>
        <Button
          className={classes.sort}
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-label={`${words.list.sort}: ${words.list[sort]}`}
          leftSection={<IconArrowsSort size={15} aria-hidden />}
        >
          {words.list.sort}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {SORTS.map(each => (
          <Menu.Item
            key={each}
            rightSection={each === sort ? <IconCheck size={15} aria-hidden /> : null}
            onClick={() => choose({ sort: each })}
          >
            {words.list[each]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
