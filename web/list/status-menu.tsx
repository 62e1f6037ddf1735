import { Menu } from '@mantine/core'
import IconCheck from '@tabler/icons-react/icons/IconCheck'
import IconChevronDown from '@tabler/icons-react/icons/IconChevronDown'
import type { ReactNode } from 'react'
import { type Filters, STATUSES } from '../address/place.ts'
import { choose } from '../address/use-place.ts'
import { words } from '../words/english.ts'
import classes from './filter-bar.module.css'

/** Whether what is listed is open, asleep or closed. */
export function StatusMenu({ status }: { readonly status: Filters['status'] }): ReactNode {
  return (
    <Menu position="bottom-start" shadow="md" width={180}>
      <Menu.Target>
        <button
          type="button"
          className={classes.chip}
          data-chosen
          aria-label={words.list.statusIs(words.list.statuses[status])}
        >
          {words.list.statuses[status]}
          <IconChevronDown size={13} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {STATUSES.map(each => (
          <Menu.Item
            key={each}
            rightSection={each === status ? <IconCheck size={15} aria-hidden /> : null}
            onClick={() => choose({ status: each })}
          >
            {words.list.statuses[each]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
