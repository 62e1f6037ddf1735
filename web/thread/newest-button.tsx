import { ActionIcon } from '@mantine/core'
import IconChevronDown from '@tabler/icons-react/icons/IconChevronDown'
import type { ReactNode } from 'react'
import { words } from '../words/english.ts'
import classes from './timeline.module.css'

interface NewestProps {
  readonly isShown: boolean
  readonly onPress: () => void
}

/** The way back down, for who has gone up to read. */
export function NewestButton({ isShown, onPress }: NewestProps): ReactNode {
  if (!isShown) return null
  return (
    <ActionIcon
      className={classes.newest}
      variant="default"
      size="lg"
      aria-label={words.thread.latest}
      onClick={onPress}
    >
      <IconChevronDown size={20} aria-hidden />
    </ActionIcon>
  )
}
