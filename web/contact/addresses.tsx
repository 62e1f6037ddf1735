import type { ReactNode } from 'react'
import type { Contact } from '../../src/client/wire.ts'
import { channels } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { ChannelGlyph } from '../parts/channel-glyph.tsx'
import { words } from '../words/english.ts'
import classes from './contact.module.css'

/** Where a contact can be reached. */
export function Addresses({ contact: { identities } }: { readonly contact: Contact }): ReactNode {
  const known = useLive(channels)
  if (identities.length === 0) return null
  return (
    <section>
      <h3 className={classes.label}>{words.contact.addresses}</h3>
      <ul className={classes.list}>
        {identities.map(({ id, channel_type, channel_id, address, username, name }) => (
          <li key={id} className={classes.address}>
            <span className={classes.glyph}>
              <ChannelGlyph channel={channel_type} />
            </span>
            <span className={classes.words}>
              <span>{address ?? username ?? name}</span>
              <span className={classes.faint}>{known.get(channel_id)?.name}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
