import type { ReactNode } from 'react'
import type { LastMessage } from '../../src/model/conversation.ts'
import { previewOf } from '../content/preview.ts'
import { KindGlyph } from '../parts/kind-glyph.tsx'
import { Ticks } from '../parts/ticks.tsx'
import { words } from '../words/english.ts'
import classes from './conversation-row.module.css'

/** The last words, with what became of them if they are ours. */
export function Preview({ message }: { readonly message: LastMessage | null }): ReactNode {
  if (!message) return <span className={classes.preview} />
  return (
    <span className={classes.preview}>
      {message.direction === 'outbound' && <Ticks status={message.status} />}
      <KindGlyph type={message.message_type} />
      <span className={classes.previewText} dir="auto">
        {previewOf(message, words)}
      </span>
    </span>
  )
}
