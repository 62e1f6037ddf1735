import { NativeSelect } from '@mantine/core'
import type { ReactNode } from 'react'
import { pipelines, stages } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { stageGroups } from './stages.ts'

interface SelectProps {
  readonly label: string
  readonly value: number | null
  /** What it says where no stage is chosen. */
  readonly none: string
  readonly onChoose: (id: number | null) => void
}

const NONE = ''

/** One stage of all pipelines; nothing where the organization has none. */
export function StageSelect({ label, value, none, onChoose }: SelectProps): ReactNode {
  const groups = stageGroups(useLive(pipelines).values(), useLive(stages).values())
  if (groups.length === 0) return null
  return (
    <NativeSelect
      size="xs"
      label={label}
      value={value === null ? NONE : String(value)}
      onChange={event => onChoose(event.currentTarget.value === NONE ? null : Number(event.currentTarget.value))}
    >
      <option value={NONE}>{none}</option>
      {groups.map(({ group, items }) => (
        <optgroup key={group} label={group}>
          {items.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </optgroup>
      ))}
    </NativeSelect>
  )
}
