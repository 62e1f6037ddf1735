import type { ReactNode } from 'react'
import type { Message } from '../../src/client/wire.ts'
import { readOrder } from '../content/order.ts'
import { KindGlyph } from '../parts/kind-glyph.tsx'
import { words } from '../words/english.ts'
import classes from './card.module.css'
import { Words } from './words.tsx'

/** What the customer put into the basket. */
export function OrderBody({ message }: { readonly message: Message }): ReactNode {
  const { lines, total } = readOrder(message.content)
  return (
    <>
      <p className={classes.label}>
        <KindGlyph type="order" size={13} />
        {words.order.title}
      </p>
      <ul className={classes.list}>
        {lines.map(({ name, quantity, price }, index) => (
          <li key={`${index}:${name}`} className={classes.line}>
            <span>{words.order.item(quantity, name)}</span>
            <span>{price}</span>
          </li>
        ))}
        {total && (
          <li className={`${classes.line} ${classes.total}`}>
            <span>{words.order.total}</span>
            <span>{total}</span>
          </li>
        )}
      </ul>
      <Words message={message} />
    </>
  )
}
