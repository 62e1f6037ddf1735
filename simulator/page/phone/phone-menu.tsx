import { ActionIcon, Button, Popover, Stack, Switch } from '@mantine/core'
import IconDotsVertical from '@tabler/icons-react/icons/IconDotsVertical'
import type { ReactNode } from 'react'
import { attempt } from '../../../web/trouble/trouble.ts'
import { post } from '../wire/call.ts'
import { pathOf } from '../wire/path.ts'
import type { Phone } from '../wire/shapes.ts'
import { words } from '../words/english.ts'

interface PhoneMenuProps {
  readonly phone: Phone
  readonly opens: boolean
  readonly onOpens: (opens: boolean) => void
}

const SWITCHES = [
  'is_online',
  'tells_read',
  'has_blocked',
  'has_opted_out',
  'is_reachable',
  'hides_number'
] as const satisfies readonly (keyof Phone)[]

/** What this person is like, and what happens to them. */
export function PhoneMenu({ phone, opens, onOpens }: PhoneMenuProps): ReactNode {
  const path = pathOf(phone)
  const turn = (name: (typeof SWITCHES)[number], isOn: boolean) => {
    const username = name === 'hides_number' && isOn && phone.username === null ? { username: `user.${phone.id}` } : {}
    attempt(post(path, { [name]: isOn, ...username }, 'PATCH'))
  }
  return (
    <Popover position="bottom-end" shadow="md" width={270} withinPortal trapFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="md" aria-label={words.phone.menu(phone.name)}>
          <IconDotsVertical size={18} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Switch
            size="sm"
            label={words.person.opens}
            checked={opens}
            onChange={event => onOpens(event.currentTarget.checked)}
          />
          {SWITCHES.map(name => (
            <Switch
              key={name}
              size="sm"
              label={words.person[name]}
              checked={phone[name]}
              onChange={event => turn(name, event.currentTarget.checked)}
            />
          ))}
          <Button size="xs" variant="default" onClick={() => attempt(post(`${path}/reads`, {}))}>
            {words.readAll}
          </Button>
          <Button size="xs" variant="default" onClick={() => attempt(post(`${path}/window`, { open: false }))}>
            {words.leaveWindow}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => attempt(post(`${path}/number`, { wa_id: `1555${String(Date.now()).slice(-7)}` }))}
          >
            {words.newNumber}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
