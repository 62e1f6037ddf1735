import { Kbd, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { words } from '../words/english.ts'
import classes from './help.module.css'
import { KEYS } from './shortcuts.ts'

interface HelpProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** All shortcuts on one card. */
export function Help({ isOpen, onClose }: HelpProps): ReactNode {
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.shortcuts.title} centered lockScroll={false}>
      <dl className={classes.keys}>
        {KEYS.map(([shortcut, keys]) => (
          <div key={shortcut} className={classes.key}>
            <dt>{words.shortcuts[shortcut]}</dt>
            <dd>
              {keys.map(key => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
