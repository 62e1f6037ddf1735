import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import IconCheck from '@tabler/icons-react/icons/IconCheck'
import IconDeviceDesktop from '@tabler/icons-react/icons/IconDeviceDesktop'
import IconKeyboard from '@tabler/icons-react/icons/IconKeyboard'
import IconLogout from '@tabler/icons-react/icons/IconLogout'
import IconMessage2Bolt from '@tabler/icons-react/icons/IconMessage2Bolt'
import IconMoon from '@tabler/icons-react/icons/IconMoon'
import IconSun from '@tabler/icons-react/icons/IconSun'
import IconVolume from '@tabler/icons-react/icons/IconVolume'
import type { ReactNode } from 'react'
import { isSoundOn, toggleSound } from '../attention/sound.ts'
import { useLive } from '../live/use-live.ts'
import { Face } from '../parts/face.tsx'
import { attempt } from '../trouble/trouble.ts'
import { words } from '../words/english.ts'
import { client } from './client.ts'

const SCHEMES = [
  ['light', IconSun],
  ['dark', IconMoon],
  ['auto', IconDeviceDesktop]
] as const

interface MenuProps {
  readonly onHelp: () => void
  readonly onReplies: () => void
}

/** Who is logged in, how it looks and sounds to them, and the way out. */
export function AccountMenu({ onHelp, onReplies }: MenuProps): ReactNode {
  const user = useLive(client.user)
  const isLoud = useLive(isSoundOn)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const name = user?.full_name ?? ''
  return (
    <Menu position="bottom-end" shadow="md" width={230}>
      <Menu.Target>
        <UnstyledButton aria-label={`${words.menu.label}, ${name}`}>
          <Face name={name} seed={user?.id ?? 0} size="middle" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user?.email}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{words.menu.appearance}</Menu.Label>
        {SCHEMES.map(([scheme, Glyph]) => (
          <Menu.Item
            key={scheme}
            leftSection={<Glyph size={16} aria-hidden />}
            rightSection={<Chosen when={scheme === colorScheme} />}
            onClick={() => setColorScheme(scheme)}
          >
            {words.menu[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconVolume size={16} aria-hidden />}
          rightSection={<Chosen when={isLoud} />}
          onClick={toggleSound}
        >
          {words.menu.sound}
        </Menu.Item>
        <Menu.Item leftSection={<IconMessage2Bolt size={16} aria-hidden />} onClick={onReplies}>
          {words.menu.replies}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onHelp}>
          {words.menu.shortcuts}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => attempt(client.logOut())}>
          {words.session.leave}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Chosen({ when }: { readonly when: boolean }): ReactNode {
  return when && <IconCheck size={15} aria-hidden />
}
