import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { attempt } from '../../../web/trouble/trouble.ts'
import { post } from '../wire/call.ts'
import type { Channel } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import classes from './panel.module.css'

const HOUR = 3_600
const STEPS = [1, 6, 25]

/** The network's time, which only goes forward, and the chance that can be repeated. */
export function ClockSwitch({ channel }: { readonly channel: Channel }): ReactNode {
  const path = `channels/${channel.id}`
  return (
    <section className={classes.part}>
      <h2>{words.panel.time}</h2>
      <p>{words.panel.ahead(Math.round(channel.seconds_ahead / HOUR))}</p>
      <div className={classes.buttons}>
        {STEPS.map(hours => (
          <Button
            key={hours}
            size="compact-sm"
            variant="default"
            onClick={() => attempt(post(`${path}/clock`, { forward_seconds: hours * HOUR }))}
          >
            {words.panel.forward(hours)}
          </Button>
        ))}
      </div>
      <h2>{words.panel.seed}</h2>
      <div className={classes.buttons}>
        <span className={classes.seed}>{words.panel.seedIs(channel.seed)}</span>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => attempt(post(`${path}/seed`, { seed: channel.seed }))}
        >
          {words.panel.again}
        </Button>
      </div>
    </section>
  )
}
