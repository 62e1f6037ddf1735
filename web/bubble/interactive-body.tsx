import type { ReactNode } from 'react'
import type { Message } from '../../src/client/wire.ts'
import { readInteractive } from '../content/interactive.ts'
import { KindGlyph } from '../parts/kind-glyph.tsx'
import { words } from '../words/english.ts'
import classes from './card.module.css'
import { Words } from './words.tsx'

/** What was offered to choose from, or what the customer chose. */
export function InteractiveBody({ message }: { readonly message: Message }): ReactNode {
  const { type, header, body, footer, options, link } = readInteractive(message.content, message.message_text)
  const isAnswer = message.direction === 'inbound'
  const label = isAnswer ? words.choices[type] : words.interactive[type]
  return (
    <>
      <p className={classes.label}>
        <KindGlyph type="interactive" size={13} />
        {label ?? words.kinds.interactive}
      </p>
      {header && <strong>{header}</strong>}
      <Words message={{ message_text: body ?? null }} />
      {footer && <p className={classes.faint}>{footer}</p>}
      <ul className={classes.list}>
        {options.map(({ title, detail }, index) => (
          <li key={`${index}:${title}`} className={classes.option} data-centered={(!isAnswer && !detail) || undefined}>
            {link ? (
              <a className={classes.link} href={link} target="_blank" rel="noopener noreferrer">
                {title}
              </a>
            ) : (
              title
            )}
            {detail && <span className={classes.faint}>{detail}</span>}
          </li>
        ))}
      </ul>
    </>
  )
}
