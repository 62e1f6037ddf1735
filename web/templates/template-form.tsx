import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { MessageDraft } from '../../src/client/drafts.ts'
import { words } from '../words/english.ts'
import { type Form, filled, keyOf, templateDraft } from './template.ts'
import classes from './templates.module.css'

interface FormProps {
  readonly form: Form
  readonly onBack: () => void
  readonly onSend: (draft: MessageDraft) => void
}

/** The blanks of a template, and what the customer will read. */
export function TemplateForm({ form, onBack, onSend }: FormProps): ReactNode {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const draft = templateDraft(form, values)
  return (
    <form
      className={classes.form}
      onSubmit={event => {
        event.preventDefault()
        if (draft) onSend(draft)
      }}
    >
      {form.blanks.map((blank, index) => (
        <TextInput
          key={keyOf(blank)}
          data-autofocus={index === 0 || undefined}
          label={words.template.field(blank.name)}
          value={values[keyOf(blank)] ?? ''}
          onChange={event => setValues({ ...values, [keyOf(blank)]: event.currentTarget.value })}
        />
      ))}
      <section className={classes.preview} aria-label={words.template.preview}>
        {form.header && <strong>{filled(form.header, 'header', values)}</strong>}
        <p>{filled(form.body, 'body', values)}</p>
        {form.footer && <small>{form.footer}</small>}
      </section>
      <div className={classes.acts}>
        <Button variant="subtle" color="gray" onClick={onBack}>
          {words.template.cancel}
        </Button>
        <Button type="submit" disabled={!draft}>
          {words.template.send}
        </Button>
      </div>
    </form>
  )
}
