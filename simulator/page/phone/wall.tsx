import { type ReactNode, useEffect, useRef } from 'react'
import { attempt } from '../../../web/trouble/trouble.ts'
import { Bubble } from '../bubble/bubble.tsx'
import { post } from '../wire/call.ts'
import { pathOf } from '../wire/path.ts'
import type { Phone } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import type { Intent } from './intent.ts'
import classes from './phone.module.css'

interface WallProps {
  readonly phone: Phone
  readonly isTyping: boolean
  readonly onIntent: (intent: Intent) => void
}

/** All that was said, the newest at the end and in sight. */
export function Wall({ phone, isTyping, onIntent }: WallProps): ReactNode {
  const end = useRef<HTMLDivElement>(null)
  const { length } = phone.messages
  const showEnd = (): void => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: something new is what it waits for
  useEffect(showEnd, [length, isTyping])
  return (
    // A picture has its height once it is there.
    <div className={classes.wall} onLoadCapture={showEnd}>
      <div className={classes.messages} role="log">
        {length === 0 && <Welcome phone={phone} />}
        {phone.messages.map(message => (
          <Bubble key={message.id} phone={phone} message={message} onIntent={onIntent} />
        ))}
        {isTyping && (
          <div className={classes.dots} aria-hidden>
            <i />
            <i />
            <i />
          </div>
        )}
        <div ref={end} className={classes.end} />
      </div>
    </div>
  )
}

function Welcome({ phone }: { readonly phone: Phone }): ReactNode {
  return (
    <div className={classes.welcome}>
      <p>{words.phone.empty}</p>
      {words.phone.suggestions.map(text => (
        <button key={text} type="button" onClick={() => attempt(post(`${pathOf(phone)}/messages`, { text }))}>
          {text}
        </button>
      ))}
    </div>
  )
}
