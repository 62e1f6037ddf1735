import { ActionIcon, Button, NativeSelect, Popover } from '@mantine/core'
import IconAdjustmentsHorizontal from '@tabler/icons-react/icons/IconAdjustmentsHorizontal'
import type { ReactNode } from 'react'
import type { Filters } from '../address/place.ts'
import { choose } from '../address/use-place.ts'
import type { Directory } from '../live/directory.ts'
import { channels, tags, users } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { StageSelect } from '../pipelines/stage-select.tsx'
import { words } from '../words/english.ts'
import classes from './filter-bar.module.css'

const ANY = ''

/** What is asked for more rarely: one channel, one tag, one colleague. */
export function MoreFilters({ filters: { channel, tag, stage, owner } }: { readonly filters: Filters }): ReactNode {
  const person = typeof owner === 'number' ? owner : null
  const used = [channel, tag, stage, person].filter(each => each !== null).length
  const label = used > 0 ? words.list.filtersOn(used) : words.list.filters
  const known = {
    channels: useLive(channels),
    tags: useLive(tags),
    users: useLive(users)
  }
  return (
    <Popover position="bottom-end" shadow="md" width={260} trapFocus>
      <Popover.Target>
        <ActionIcon
          variant={used > 0 ? 'light' : 'subtle'}
          {...(used === 0 && { color: 'gray' })}
          aria-label={label}
          title={label}
        >
          <IconAdjustmentsHorizontal size={17} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.more}>
        <Choice
          label={words.list.channel}
          value={channel}
          options={options(known.channels, ({ name }) => name)}
          onChoose={id => choose({ channel: id })}
        />
        <Choice
          label={words.list.tag}
          value={tag}
          options={options(known.tags, ({ name }) => name)}
          onChoose={id => choose({ tag: id })}
        />
        <StageSelect
          label={words.list.stage}
          none={words.list.any}
          value={stage}
          onChoose={id => choose({ stage: id })}
        />
        <Choice
          label={words.list.person}
          value={person}
          options={options(known.users, ({ full_name }) => full_name)}
          onChoose={id => choose({ owner: id ?? 'all' })}
        />
        {used > 0 && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            onClick={() => choose({ channel: null, tag: null, stage: null, ...(person !== null && { owner: 'all' }) })}
          >
            {words.list.clearFilters}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

interface Option {
  readonly value: string
  readonly label: string
}

interface ChoiceProps {
  readonly label: string
  readonly value: number | null
  readonly options: readonly Option[]
  readonly onChoose: (id: number | null) => void
}

function Choice({ label, value, options, onChoose }: ChoiceProps): ReactNode {
  return (
    <NativeSelect
      size="xs"
      label={label}
      value={value === null ? ANY : String(value)}
      data={[{ value: ANY, label: words.list.any }, ...options]}
      onChange={event => onChoose(event.currentTarget.value === ANY ? null : Number(event.currentTarget.value))}
    />
  )
}

function options<Row extends { readonly id: number }>(rows: Directory<Row>, nameOf: (row: Row) => string): Option[] {
  return [...rows.values()]
    .map(row => ({ value: String(row.id), label: nameOf(row) }))
    .sort((one, other) => one.label.localeCompare(other.label))
}
