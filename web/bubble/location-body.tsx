import IconMapPin from '@tabler/icons-react/icons/IconMapPin'
import type { ReactNode } from 'react'
import type { Message } from '../../src/client/wire.ts'
import { readLocation } from '../content/location.ts'
import { words } from '../words/english.ts'
import classes from './card.module.css'

/** A place as a card; the map is a link, since showing one would tell its owner where the customer is. */
export function LocationBody({ message: { content } }: { readonly message: Message }): ReactNode {
  const place = readLocation(content)
  if (!place) return <p>{words.kinds.location}</p>
  return (
    <a className={classes.card} href={place.map} target="_blank" rel="noopener noreferrer">
      <span className={classes.sign}>
        <IconMapPin size={20} aria-hidden />
      </span>
      <span className={classes.words}>
        <strong>{place.name ?? words.kinds.location}</strong>
        {place.address && <span>{place.address}</span>}
        <span className={classes.faint}>{words.place.at(place.latitude, place.longitude)}</span>
        <span className={classes.link}>{words.place.open}</span>
      </span>
    </a>
  )
}
