import type { ReactNode } from 'react'
import type { Message } from '../../src/client/wire.ts'
import { isOnlyEmoji, piecesOf } from '../content/pieces.ts'
import classes from './bubble.module.css'

/** Text with its lines and links; a few emoji alone stand large. */
export function Words({ message: { message_text } }: { readonly message: Pick<Message, 'message_text'> }): ReactNode {
  if (!message_text) return null
  return (
    <p className={classes.text} dir="auto" data-big={isOnlyEmoji(message_text) || undefined}>
      {piecesOf(message_text).map(piece => {
        if (piece.kind === 'link') {
          return (
            <a key={piece.at} href={piece.href} target="_blank" rel="noopener noreferrer">
              {piece.text}
            </a>
          )
        }
        if (piece.kind === 'plain') return piece.text
        const Mark = MARKS[piece.kind]
        return <Mark key={piece.at}>{piece.text}</Mark>
      })}
    </p>
  )
}

const MARKS = { bold: 'strong', italic: 'em', struck: 's', code: 'code' } as const
