import { Button, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Contact } from '../../src/client/wire.ts'
import { client } from '../session/client.ts'
import { attempt } from '../trouble/trouble.ts'
import { words } from '../words/english.ts'
import classes from './contact.module.css'

const FIELDS = ['first_name', 'last_name', 'email', 'phone', 'company_name'] as const
const TYPES: Readonly<Partial<Record<(typeof FIELDS)[number], string>>> = { email: 'email', phone: 'tel' }

/** Name, e-mail, phone and company, to be put right where they stand. What somebody else has changed meanwhile is not lost. */
export function ContactFields({ contact }: { readonly contact: Contact }): ReactNode {
  const [changed, setChanged] = useState(false)

  function save(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const fields = FIELDS.map(name => [name, String(form.get(name)).trim() || null] as const)
    const patch = Object.fromEntries(fields.filter(([name, value]) => value !== contact[name]))
    setChanged(false)
    if (Object.keys(patch).length === 0) return
    attempt(client.service('contacts').patch(contact.id, patch, { query: { version: contact.version } }))
  }

  return (
    <form
      className={classes.fields}
      onSubmit={save}
      onChange={() => setChanged(true)}
      onReset={() => setChanged(false)}
    >
      {FIELDS.map(name => (
        <TextInput
          key={name}
          name={name}
          size="xs"
          type={TYPES[name] ?? 'text'}
          dir="auto"
          label={words.contact.fields[name]}
          defaultValue={contact[name] ?? ''}
          autoComplete="off"
        />
      ))}
      {changed && (
        <div className={classes.buttons}>
          <Button type="submit" size="compact-sm">
            {words.contact.save}
          </Button>
          <Button type="reset" size="compact-sm" variant="subtle" color="gray">
            {words.contact.undo}
          </Button>
        </div>
      )}
    </form>
  )
}
