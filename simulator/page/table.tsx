import { Drawer } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { useLive } from '../../web/live/use-live.ts'
import { Bar } from './bar.tsx'
import { Panel } from './panel/panel.tsx'
import { People } from './people.tsx'
import { PhoneFrame } from './phone/phone-frame.tsx'
import { NOBODY, pick, type Slots } from './slots.ts'
import classes from './table.module.css'
import { channels, isLive } from './wire/world.ts'
import { words } from './words/english.ts'

/** Phones on a table: whose they are above, two of them to hold where there is room, and what goes wrong beside them. */
export function Table(): ReactNode {
  const known = useLive(channels)
  const isConnected = useLive(isLive)
  const isWide = useMediaQuery('(min-width: 1080px)', undefined, { getInitialValueInEffect: false })
  const [channelId, setChannel] = useState<number>()
  const [slots, setSlots] = useState<Slots>(NOBODY)
  const [isOpen, setOpen] = useState(false)
  const channel = known?.find(({ id }) => id === channelId) ?? known?.[0]

  if (!channel) return <Nothing isLoading={known === null} />
  const held = slots.held.map((id, index) => id ?? channel.phones[index]?.id)
  const choose = (id: string) => setSlots(pick({ ...slots, held }, id))
  return (
    <div className={classes.page}>
      <Bar channels={known ?? []} channel={channel} onChannel={setChannel} onPanel={() => setOpen(true)} />
      {!isConnected && (
        <p className={classes.offline} role="status">
          {words.offline}
        </p>
      )}
      <main className={classes.main}>
        <section className={classes.stage}>
          <People channel={channel} held={held} latest={held[slots.latest]} onChoose={choose} />
          <div className={classes.phones}>
            {held.map((id, index) => {
              const person = channel.phones.find(each => each.id === id)
              return (
                person && (
                  <div
                    key={`${channel.id}/${id}`}
                    className={classes.place}
                    data-latest={index === slots.latest || undefined}
                  >
                    <PhoneFrame channel={channel} person={person} />
                  </div>
                )
              )
            })}
          </div>
        </section>
        {isWide ? (
          <aside className={classes.panel} aria-label={words.settings}>
            <Panel channel={channel} />
          </aside>
        ) : (
          <Drawer
            opened={isOpen}
            onClose={() => setOpen(false)}
            position="right"
            size="22rem"
            title={words.panel.title}
            lockScroll={false}
            closeButtonProps={{ 'aria-label': words.panel.close }}
          >
            <Panel channel={channel} />
          </Drawer>
        )}
      </main>
    </div>
  )
}

function Nothing({ isLoading }: { readonly isLoading: boolean }): ReactNode {
  return (
    <main className={classes.nothing} aria-busy={isLoading}>
      <img src="/favicon.svg" alt="" width={56} height={56} />
      <p className={classes.none}>{isLoading ? words.loading : words.none}</p>
      {!isLoading && <p>{words.noneHint}</p>}
    </main>
  )
}
