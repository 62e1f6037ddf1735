import type { ReactNode } from 'react'
import type { Phone } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import classes from './bubble.module.css'
import { summaryOf } from './text.ts'

/** What is answered; nothing where that is not on this phone. */
export function Quote({ phone, id }: { readonly phone: Phone; readonly id: string | null }): ReactNode {
  const quoted = id === null ? undefined : phone.messages.find(each => each.id === id)
  if (!quoted) return null
  return (
    <blockquote className={classes.quote}>
      <strong>{quoted.from === 'customer' ? words.message.you : words.phone.business}</strong>
      <span>{summaryOf(quoted)}</span>
    </blockquote>
  )
}
