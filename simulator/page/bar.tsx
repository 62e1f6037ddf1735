import { ActionIcon, Button, NativeSelect, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import IconBolt from '@tabler/icons-react/icons/IconBolt'
import IconInbox from '@tabler/icons-react/icons/IconInbox'
import IconMoon from '@tabler/icons-react/icons/IconMoon'
import IconSun from '@tabler/icons-react/icons/IconSun'
import type { ReactNode } from 'react'
import classes from './table.module.css'
import type { Channel } from './wire/shapes.ts'
import { words } from './words/english.ts'

interface BarProps {
  readonly channels: readonly Channel[]
  readonly channel: Channel
  readonly onChannel: (id: number) => void
  readonly onPanel: () => void
}

/** What this is, which number it is about, and the ways out of it. */
export function Bar({ channels, channel, onChannel, onPanel }: BarProps): ReactNode {
  return (
    <header className={classes.bar}>
      <img src="/favicon.svg" alt="" width={28} height={28} />
      <h1 className={classes.title}>{words.title}</h1>
      <p className={classes.lead}>{words.lead}</p>
      {channels.length > 1 && (
        <NativeSelect
          size="xs"
          aria-label={words.title}
          value={String(channel.id)}
          data={channels.map(({ id, name }) => ({ value: String(id), label: name }))}
          onChange={event => onChannel(Number(event.currentTarget.value))}
        />
      )}
      <ActionIcon
        className={classes.opener}
        variant={channel.faults.length > 0 ? 'filled' : 'subtle'}
        color={channel.faults.length > 0 ? 'orange' : 'gray'}
        size="lg"
        aria-label={words.settings}
        onClick={onPanel}
      >
        <IconBolt size={20} aria-hidden />
      </ActionIcon>
      <Scheme />
      <Button
        component="a"
        href="/"
        target="parley-inbox"
        size="sm"
        className={classes.out}
        aria-label={words.inbox}
        leftSection={<IconInbox size={18} aria-hidden />}
      >
        <span className={classes.outName}>{words.inbox}</span>
      </Button>
    </header>
  )
}

function Scheme(): ReactNode {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const next = scheme === 'light' ? 'dark' : 'light'
  const Glyph = next === 'dark' ? IconMoon : IconSun
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words[next]} onClick={() => setColorScheme(next)}>
      <Glyph size={20} aria-hidden />
    </ActionIcon>
  )
}
