import type { ReactNode } from 'react'
import classes from './filter-bar.module.css'

interface ChipProps {
  readonly isOn: boolean
  readonly onPress: () => void
  readonly children: string
}

/** A filter that is on or off. */
export function Chip({ isOn, onPress, children }: ChipProps): ReactNode {
  return (
    <button type="button" className={classes.chip} aria-pressed={isOn} onClick={onPress}>
      {children}
    </button>
  )
}
