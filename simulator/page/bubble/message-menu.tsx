import { ActionIcon, Menu } from '@mantine/core'
import IconArrowBackUp from '@tabler/icons-react/icons/IconArrowBackUp'
import IconChevronDown from '@tabler/icons-react/icons/IconChevronDown'
import IconPencil from '@tabler/icons-react/icons/IconPencil'
import IconTrash from '@tabler/icons-react/icons/IconTrash'
import type { ReactNode } from 'react'
import { attempt } from '../../../web/trouble/trouble.ts'
import type { Intent } from '../phone/intent.ts'
import { post } from '../wire/call.ts'
import { pathOf } from '../wire/path.ts'
import type { Phone, PhoneMessage } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import classes from './bubble.module.css'

interface MessageMenuProps {
  readonly phone: Phone
  readonly message: PhoneMessage
  readonly onIntent: (intent: Intent) => void
}

const EMOJIS = ['👍', '❤️', '😂', '😮', '🙏']

/** Answer it, put an emoji on it; one's own can be reworded and taken back. */
export function MessageMenu({ phone, message, onIntent }: MessageMenuProps): ReactNode {
  const path = pathOf(phone)
  const own = message.reactions.find(({ by }) => by === 'customer')?.emoji
  const react = (emoji: string) =>
    attempt(post(`${path}/reactions`, { message_id: message.id, emoji: emoji === own ? null : emoji }))
  return (
    <Menu position="bottom" shadow="md" width={220}>
      <Menu.Target>
        <ActionIcon className={classes.more} variant="subtle" color="gray" size="sm" aria-label={words.message.menu}>
          <IconChevronDown size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.emojis}>
          {EMOJIS.map(emoji => (
            <Menu.Item
              key={emoji}
              className={classes.emoji}
              data-own={emoji === own || undefined}
              aria-label={words.message.react(emoji)}
              onClick={() => react(emoji)}
            >
              {emoji}
            </Menu.Item>
          ))}
        </div>
        <Menu.Item
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          onClick={() => onIntent({ kind: 'reply', message })}
        >
          {words.message.reply}
        </Menu.Item>
        {message.from === 'customer' && message.type === 'text' && (
          <Menu.Item
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => onIntent({ kind: 'edit', message })}
          >
            {words.message.edit}
          </Menu.Item>
        )}
        {message.from === 'customer' && (
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => attempt(post(`${path}/revocations`, { message_id: message.id }))}
          >
            {words.message.revoke}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
