import { ActionIcon, Button, Menu } from '@mantine/core'
import IconCheck from '@tabler/icons-react/icons/IconCheck'
import IconMailOpened from '@tabler/icons-react/icons/IconMailOpened'
import IconRotate from '@tabler/icons-react/icons/IconRotate'
import IconTag from '@tabler/icons-react/icons/IconTag'
import IconUserPlus from '@tabler/icons-react/icons/IconUserPlus'
import IconX from '@tabler/icons-react/icons/IconX'
import type { ReactNode } from 'react'
import type { ConversationQuery } from '../../src/client/query.ts'
import type { ListState } from '../../src/client/replica.ts'
import type { Directory } from '../live/directory.ts'
import { tags, users } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { words } from '../words/english.ts'
import { apply, type BulkChange } from './apply.ts'
import classes from './selection.module.css'
import { clearSelection, type Selection, select, selectAll } from './selection.ts'

interface BarProps {
  readonly selected: Selection
  readonly list: ListState
  readonly query: ConversationQuery
  readonly me: number
}

/** How many are picked out, and what can be done with all of them. */
export function SelectionBar({ selected, list, query, me }: BarProps): ReactNode {
  const { rows, total, isLowerBound } = list
  const count = selected === 'all' ? total : selected.size
  const change = (what: BulkChange): void => apply(what, selected, query)
  const isEvery = selected === 'all' || rows.every(({ id }) => selected.has(id))
  return (
    <div className={classes.bar} role="toolbar" aria-label={words.bulk.label}>
      <div className={classes.line}>
        <ActionIcon variant="subtle" color="gray" aria-label={words.bulk.clear} onClick={clearSelection}>
          <IconX size={17} aria-hidden />
        </ActionIcon>
        <strong className={classes.count} role="status">
          {words.bulk.selected(count, selected === 'all' && isLowerBound)}
        </strong>
        {!isEvery && (
          <Button variant="subtle" size="compact-xs" onClick={() => select(rows.map(({ id }) => id))}>
            {words.bulk.loaded}
          </Button>
        )}
        {isEvery && selected !== 'all' && total > rows.length && (
          <Button variant="subtle" size="compact-xs" onClick={selectAll}>
            {words.bulk.all(total, isLowerBound)}
          </Button>
        )}
      </div>
      <div className={classes.line}>
        <Choice
          label={words.bulk.assign}
          glyph={<IconUserPlus size={16} aria-hidden />}
          options={[
            ...options(useLive(users), ({ id, full_name }) => (id === me ? words.header.me : full_name)),
            { id: null, label: words.header.nobody }
          ]}
          onChoose={id => change({ action: 'assign', assigned_user_id: id })}
        />
        <Choice
          label={words.bulk.tag}
          glyph={<IconTag size={16} aria-hidden />}
          options={options(useLive(tags), ({ name }) => name)}
          onChoose={id => id !== null && change({ action: 'tag', tag_id: id })}
        />
        <Act
          label={words.bulk.read}
          glyph={<IconMailOpened size={16} aria-hidden />}
          onPress={() => change({ action: 'mark_read' })}
        />
        <Act
          label={words.bulk.reopen}
          glyph={<IconRotate size={16} aria-hidden />}
          onPress={() => change({ action: 'update_status', status: 'open' })}
        />
        <Button
          className={classes.close}
          size="compact-sm"
          leftSection={<IconCheck size={15} aria-hidden />}
          onClick={() => change({ action: 'update_status', status: 'closed' })}
        >
          {words.bulk.close}
        </Button>
      </div>
    </div>
  )
}

interface ActProps {
  readonly label: string
  readonly glyph: ReactNode
  readonly onPress: () => void
}

function Act({ label, glyph, onPress }: ActProps): ReactNode {
  return (
    <ActionIcon variant="default" size={30} aria-label={label} title={label} onClick={onPress}>
      {glyph}
    </ActionIcon>
  )
}

interface Option {
  readonly id: number | null
  readonly label: string
}

interface ChoiceProps extends Omit<ActProps, 'onPress'> {
  readonly options: readonly Option[]
  readonly onChoose: (id: number | null) => void
}

function Choice({ label, glyph, options, onChoose }: ChoiceProps): ReactNode {
  return (
    <Menu position="bottom-start" shadow="md" width={220}>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={label} title={label} disabled={options.length === 0}>
          {glyph}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {options.map(({ id, label }) => (
          <Menu.Item key={id} onClick={() => onChoose(id)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function options<Row extends { readonly id: number }>(rows: Directory<Row>, nameOf: (row: Row) => string): Option[] {
  return [...rows.values()]
    .map(row => ({ id: row.id, label: nameOf(row) }))
    .sort((one, other) => one.label.localeCompare(other.label))
}
