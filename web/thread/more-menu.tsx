import { ActionIcon, Menu } from '@mantine/core'
import IconBan from '@tabler/icons-react/icons/IconBan'
import IconCheck from '@tabler/icons-react/icons/IconCheck'
import IconDots from '@tabler/icons-react/icons/IconDots'
import IconFlag from '@tabler/icons-react/icons/IconFlag'
import IconMailOpened from '@tabler/icons-react/icons/IconMailOpened'
import IconMoon from '@tabler/icons-react/icons/IconMoon'
import IconSunrise from '@tabler/icons-react/icons/IconSunrise'
import type { ReactNode } from 'react'
import type { Conversation } from '../../src/client/wire.ts'
import { PRIORITIES } from '../../src/model/conversation.ts'
import { go } from '../address/use-place.ts'
import { words } from '../words/english.ts'
import { change, daysToMonday, morningIn } from './conversation-acts.ts'

const HOUR = 3_600_000

/** Everything that is done more rarely. */
export function MoreMenu({ conversation }: { readonly conversation: Conversation }): ReactNode {
  return (
    <Menu position="bottom-end" shadow="md" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.header.more}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <SnoozeItems conversation={conversation} />
        <Menu.Divider />
        <Menu.Label>{words.header.priority}</Menu.Label>
        {PRIORITIES.map(priority => (
          <Menu.Item
            key={priority}
            leftSection={<IconFlag size={16} aria-hidden />}
            rightSection={priority === conversation.priority && <IconCheck size={15} aria-hidden />}
            onClick={() => change(conversation, { priority })}
          >
            {words.priorities[priority]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconMailOpened size={16} aria-hidden />}
          onClick={() => {
            go({ conversation: null })
            change(conversation, { unread_count: 1 })
          }}
        >
          {words.header.markUnread}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBan size={16} aria-hidden />}
          {...(!conversation.blocked && { color: 'red' })}
          onClick={() => change(conversation, { blocked: !conversation.blocked })}
        >
          {conversation.blocked ? words.header.unblock : words.header.block}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function SnoozeItems({ conversation }: { readonly conversation: Conversation }): ReactNode {
  const until = (time: Date | null): void => change(conversation, { snoozed_until: time?.toISOString() ?? null })
  if (conversation.snoozed_until) {
    return (
      <Menu.Item leftSection={<IconSunrise size={16} aria-hidden />} onClick={() => until(null)}>
        {words.header.wake}
      </Menu.Item>
    )
  }
  const choices: readonly (readonly [string, (now: Date) => Date])[] = [
    [words.header.anHour, now => new Date(now.getTime() + HOUR)],
    [words.header.tomorrow, now => morningIn(1, now)],
    [words.header.nextWeek, now => morningIn(daysToMonday(now), now)]
  ]
  return (
    <>
      <Menu.Label>{words.header.snooze}</Menu.Label>
      {choices.map(([label, timeFrom]) => (
        <Menu.Item
          key={label}
          leftSection={<IconMoon size={16} aria-hidden />}
          onClick={() => until(timeFrom(new Date()))}
        >
          {label}
        </Menu.Item>
      ))}
    </>
  )
}
