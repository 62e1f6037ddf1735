import { ActionIcon, Menu } from '@mantine/core'
import IconArrowsSort from '@tabler/icons-react/icons/IconArrowsSort'
import IconCheck from '@tabler/icons-react/icons/IconCheck'
import type { ReactNode } from 'react'
import { type Filters, SORTS } from '../address/place.ts'
import { choose } from '../address/use-place.ts'
import { words } from '../words/english.ts'

/** In which order they are listed. */
export function SortMenu({ sort }: { readonly sort: Filters['sort'] }): ReactNode {
  const label = `${words.list.sort}: ${words.list[sort]}`
  const isUsual = sort === 'newest'
  return (
    <Menu position="bottom-end" shadow="md" width={190}>
      <Menu.Target>
        <ActionIcon
          variant={isUsual ? 'subtle' : 'light'}
          {...(isUsual && { color: 'gray' })}
          aria-label={label}
          title={label}
        >
          <IconArrowsSort size={17} aria-hidden />
        </ActionIcon>
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
