import type { ReactNode } from 'react'
import { clockTime, fullTime } from '../../../web/time/calendar.ts'
import type { Intent } from '../phone/intent.ts'
import type { Phone, PhoneMessage } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import { Body } from './body.tsx'
import classes from './bubble.module.css'
import { Choices } from './choices.tsx'
import { MessageMenu } from './message-menu.tsx'
import { Quote } from './quote.tsx'
import { PhoneTicks } from './ticks.tsx'

interface BubbleProps {
  readonly phone: Phone
  readonly message: PhoneMessage
  readonly onIntent: (intent: Intent) => void
}

/** One message as its customer sees it: their own on the right. What failed never reached a phone, and says so. */
export function Bubble({ phone, message, onIntent }: BubbleProps): ReactNode {
  const isOwn = message.from === 'customer'
  const hasFailed = message.tick === 'failed'
  const isWaiting = !isOwn && (message.tick === 'sent' || message.tick === 'pending')
  return (
    <article className={classes.row} data-own={isOwn || undefined} data-hidden={hasFailed || isWaiting || undefined}>
      <div className={classes.line}>
        <div className={classes.bubble} data-type={message.type}>
          {message.from === 'phone_app' && <span className={classes.origin}>{words.message.fromApp}</span>}
          <Quote phone={phone} id={message.quotes} />
          {message.is_revoked ? (
            <em className={classes.gone}>{words.message.revoked}</em>
          ) : (
            <Body phone={phone} message={message} />
          )}
          <span className={classes.meta}>
            {message.is_edited && words.message.edited}{' '}
            <time title={fullTime(message.at)}>{clockTime(message.at)}</time>
            {(isOwn || hasFailed || isWaiting) && <PhoneTicks tick={message.tick} />}
          </span>
        </div>
        {!message.is_revoked && !hasFailed && <MessageMenu phone={phone} message={message} onIntent={onIntent} />}
      </div>
      {hasFailed && <p className={classes.failed}>{words.message.failed}</p>}
      {message.reactions.length > 0 && (
        <span className={classes.reactions}>{message.reactions.map(({ emoji }) => emoji).join(' ')}</span>
      )}
      <Choices phone={phone} message={message} />
    </article>
  )
}
