import type { ReactNode } from 'react'
import type { Contact } from '../../src/client/wire.ts'
import { words } from '../words/english.ts'
import classes from './contact.module.css'

/** What else the organization knows of a contact. */
export function CustomFields({ contact }: { readonly contact: Contact }): ReactNode {
  const fields = Object.entries(contact.custom_fields_by_name)
  if (fields.length === 0) return null
  return (
    <section>
      <h3 className={classes.label}>{words.contact.more}</h3>
      <dl className={classes.custom}>
        {fields.map(([name, value]) => (
          <div key={name} className={classes.field}>
            <dt>{name.replaceAll('_', ' ')}</dt>
            <dd dir="auto">{typeof value === 'boolean' ? words.contact[value ? 'yes' : 'no'] : value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
