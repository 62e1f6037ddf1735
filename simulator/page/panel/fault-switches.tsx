import { Button, SegmentedControl, Switch } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { attempt } from '../../../web/trouble/trouble.ts'
import { post, remove } from '../wire/call.ts'
import type { Channel } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import { FAULTS } from '../words/faults.ts'
import classes from './panel.module.css'

const LASTS = [
  { value: 'once', label: words.panel.once },
  { value: 'always', label: words.panel.always }
]

/** Everything that goes wrong at providers, each on a switch. */
export function FaultSwitches({ channel }: { readonly channel: Channel }): ReactNode {
  const [lasts, setLasts] = useState('once')
  const path = `channels/${channel.id}/faults`
  const turn = (kind: string, isOn: boolean) =>
    attempt(isOn ? post(path, { kind, ...(lasts === 'once' && { times: 1 }) }) : remove(`${path}/${kind}`))
  return (
    <section className={classes.part} aria-label={words.settings}>
      <header className={classes.head}>
        <h2>{words.settings}</h2>
        {channel.faults.length > 0 && (
          <Button size="compact-xs" variant="light" color="orange" onClick={() => attempt(remove(path))}>
            {words.panel.off}
          </Button>
        )}
      </header>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={words.panel.howLong}
        data={LASTS}
        value={lasts}
        onChange={setLasts}
      />
      {FAULTS.map(({ family, kinds }) => (
        <fieldset key={family} className={classes.family}>
          <legend>{family}</legend>
          {Object.entries(kinds).map(([kind, name]) => (
            <Switch
              key={kind}
              size="xs"
              color="orange"
              label={name}
              checked={channel.faults.some(each => each.kind === kind)}
              onChange={event => turn(kind, event.currentTarget.checked)}
            />
          ))}
        </fieldset>
      ))}
    </section>
  )
}
