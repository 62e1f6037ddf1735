import IconCheck from '@tabler/icons-react/icons/IconCheck'
import type { ReactNode } from 'react'
import { toggle } from '../selection/selection.ts'
import { words } from '../words/english.ts'
import classes from './pick-box.module.css'

interface PickProps {
  readonly id: number
  readonly name: string
  readonly isPicked: boolean
  /** Others are picked, so it stands where one can see it. */
  readonly isShown: boolean
}

/** Picks a conversation out of the list; it lies over the face, and is seen when one points there. */
export function PickBox({ id, name, isPicked, isShown }: PickProps): ReactNode {
  return (
    <label className={classes.pick} data-shown={isShown || undefined}>
      <input
        type="checkbox"
        className={classes.box}
        aria-label={words.bulk.pick(name)}
        checked={isPicked}
        onChange={() => toggle(id)}
      />
      <span className={classes.sign} aria-hidden>
        {isPicked && <IconCheck size={18} stroke={2.6} />}
      </span>
    </label>
  )
}
