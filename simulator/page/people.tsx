import IconPlus from '@tabler/icons-react/icons/IconPlus'
import type { ReactNode } from 'react'
import { useLive } from '../../web/live/use-live.ts'
import { Face } from '../../web/parts/face.tsx'
import { attempt } from '../../web/trouble/trouble.ts'
import classes from './table.module.css'
import { post } from './wire/call.ts'
import type { Channel, Phone } from './wire/shapes.ts'
import { keyOf, phones } from './wire/world.ts'
import { words } from './words/english.ts'

interface PeopleProps {
  readonly channel: Channel
  readonly held: readonly (string | undefined)[]
  readonly latest: string | undefined
  readonly onChoose: (id: string) => void
}

/** Everybody with a phone; a press takes theirs in hand. */
export function People({ channel, held, latest, onChoose }: PeopleProps): ReactNode {
  const known = useLive(phones)
  return (
    <nav className={classes.people} aria-label={words.people}>
      {channel.phones.map(({ id, name }) => {
        const news = unreadOf(known.get(keyOf(channel.id, id)))
        return (
          <button
            key={id}
            type="button"
            className={classes.person}
            data-held={held.includes(id) || undefined}
            aria-current={id === latest || undefined}
            onClick={() => onChoose(id)}
          >
            <Face name={name} seed={id}>
              {news > 0 && <span className={classes.news}>{news}</span>}
            </Face>
            <span className={classes.personName}>{name.split(' ')[0]}</span>
          </button>
        )
      })}
      <button
        type="button"
        className={classes.person}
        onClick={() => attempt(post(`channels/${channel.id}/phones`, {}))}
        aria-label={words.newPerson}
      >
        <span className={classes.plus}>
          <IconPlus size={20} aria-hidden />
        </span>
        <span className={classes.personName}>{words.newPerson}</span>
      </button>
    </nav>
  )
}

function unreadOf(phone: Phone | undefined): number {
  return phone?.messages.filter(({ from, tick }) => from === 'business' && tick === 'delivered').length ?? 0
}
