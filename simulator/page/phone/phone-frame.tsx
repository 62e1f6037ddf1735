import IconBuildingStore from '@tabler/icons-react/icons/IconBuildingStore'
import IconCircleCheckFilled from '@tabler/icons-react/icons/IconCircleCheckFilled'
import { type ReactNode, useEffect, useState } from 'react'
import { useLive } from '../../../web/live/use-live.ts'
import { attempt } from '../../../web/trouble/trouble.ts'
import type { Channel, Person } from '../wire/shapes.ts'
import { loadPhone } from '../wire/watch.ts'
import { keyOf, phones } from '../wire/world.ts'
import { words } from '../words/english.ts'
import { Composer } from './composer.tsx'
import type { Intent } from './intent.ts'
import classes from './phone.module.css'
import { PhoneMenu } from './phone-menu.tsx'
import { useReading } from './use-reading.ts'
import { useTyping } from './use-typing.ts'
import { Wall } from './wall.tsx'
import { WindowNote } from './window-note.tsx'

/** One person's phone, with the chat with the business open. */
export function PhoneFrame({ channel, person }: { readonly channel: Channel; readonly person: Person }): ReactNode {
  const phone = useLive(phones).get(keyOf(channel.id, person.id))
  const [intent, setIntent] = useState<Intent>(null)
  const [opens, setOpens] = useState(true)
  const isTyping = useTyping(phone, channel.seconds_ahead)
  const isMissing = phone === undefined
  useEffect(() => {
    if (isMissing) attempt(loadPhone(channel.id, person.id))
  }, [isMissing, channel.id, person.id])
  useReading(phone, opens)
  return (
    <section className={classes.frame} aria-label={words.phone.label(person.name)}>
      <div className={classes.owner}>
        <strong>{person.name}</strong>
        <span>{person.hides_number && person.username ? `@${person.username}` : `+${person.wa_id}`}</span>
        {phone && <PhoneMenu phone={phone} opens={opens} onOpens={setOpens} />}
      </div>
      <div className={classes.screen}>
        <header className={classes.head}>
          <span className={classes.shop}>
            <IconBuildingStore size={20} stroke={1.7} aria-hidden />
          </span>
          <div className={classes.business}>
            <strong>
              {channel.name}
              <IconCircleCheckFilled size={15} aria-hidden />
            </strong>
            <span role="status" data-typing={isTyping || undefined}>
              {isTyping ? words.phone.typing : words.phone.business}
            </span>
          </div>
        </header>
        {phone && (
          <>
            <WindowNote phone={phone} secondsAhead={channel.seconds_ahead} />
            <Wall phone={phone} isTyping={isTyping} onIntent={setIntent} />
            <Composer phone={phone} intent={intent} onDone={() => setIntent(null)} />
          </>
        )}
      </div>
    </section>
  )
}
