import IconDeviceMobile from '@tabler/icons-react/icons/IconDeviceMobile'
import IconLock from '@tabler/icons-react/icons/IconLock'
import IconRobot from '@tabler/icons-react/icons/IconRobot'
import type { ReactNode } from 'react'
import type { Message } from '../../src/client/wire.ts'
import { words } from '../words/english.ts'
import classes from './bubble.module.css'
import { senderName } from './sender.ts'

/** Who said it. The customer's name stands at the head of the thread already. */
export function SenderName({ message, me }: { readonly message: Message; readonly me: number }): ReactNode {
  const { message_type, direction, sender } = message
  if (direction === 'inbound') return null
  const isNote = message_type === 'note'
  return (
    <span className={classes.sender} data-note={isNote || undefined}>
      {isNote && <IconLock size={12} aria-label={words.thread.note} />}
      {sender.type === 'phone_app' && <IconDeviceMobile size={13} aria-hidden />}
      {(sender.type === 'assistant' || sender.type === 'automation') && <IconRobot size={13} aria-hidden />}
      {isNote ? `${words.composer.note} · ` : null}
      {senderName(sender, me, words)}
    </span>
  )
}
