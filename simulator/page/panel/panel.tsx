import type { ReactNode } from 'react'
import type { Channel } from '../wire/shapes.ts'
import { ClockSwitch } from './clock-switch.tsx'
import { FaultSwitches } from './fault-switches.tsx'
import classes from './panel.module.css'
import { TemplateStates } from './template-states.tsx'
import { WireLog } from './wire-log.tsx'

/** What can be done to the network: mishaps, time, chance, templates; and what goes over the wire. */
export function Panel({ channel }: { readonly channel: Channel }): ReactNode {
  return (
    <div className={classes.panel}>
      <FaultSwitches channel={channel} />
      <ClockSwitch channel={channel} />
      <TemplateStates channel={channel} />
      <WireLog channelId={channel.id} />
    </div>
  )
}
