import IconUser from '@tabler/icons-react/icons/IconUser'
import type { ReactNode } from 'react'
import type { Message } from '../../src/client/wire.ts'
import { type Card, readCards } from '../content/contacts.ts'
import classes from './card.module.css'

/** Contact cards the customer sent, with ways to reach them. */
export function CardsBody({ message: { content } }: { readonly message: Message }): ReactNode {
  return readCards(content).map((card, index) => <CardView key={`${index}:${card.name}`} card={card} />)
}

function CardView({ card: { name, company, phones, emails } }: { readonly card: Card }): ReactNode {
  return (
    <div className={classes.card}>
      <span className={classes.sign}>
        <IconUser size={20} aria-hidden />
      </span>
      <span className={classes.words}>
        <strong>{name}</strong>
        {company && <span className={classes.faint}>{company}</span>}
        {phones.map(phone => (
          <a key={phone} className={classes.link} href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
            {phone}
          </a>
        ))}
        {emails.map(email => (
          <a key={email} className={classes.link} href={`mailto:${encodeURI(email)}`}>
            {email}
          </a>
        ))}
      </span>
    </div>
  )
}
