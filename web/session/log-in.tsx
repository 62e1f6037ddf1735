import { Alert, Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { words } from '../words/english.ts'
import { client } from './client.ts'
import classes from './log-in.module.css'
import { complaintOf, type Organization, organizationsIn } from './refusal.ts'

/** The door. Whoever belongs to several organizations is asked which. */
export function LogIn(): ReactNode {
  const [isBusy, setBusy] = useState(false)
  const [complaint, setComplaint] = useState<string | null>(null)
  const [organizations, setOrganizations] = useState<readonly Organization[]>([])

  async function enter(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const organization = Number(form.get('organization')) || undefined
    setBusy(true)
    try {
      await client.logIn({
        email: String(form.get('email')).trim(),
        password: String(form.get('password')),
        ...(organization && { organization_id: organization })
      })
    } catch (error) {
      const choice = organizationsIn(error)
      setOrganizations(choice)
      setComplaint(choice.length > 0 ? null : complaintOf(error, words))
      setBusy(false)
    }
  }

  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={event => void enter(event)}>
        <img src="/favicon.svg" alt="" width={48} height={48} />
        <h1 className={classes.title}>{words.name}</h1>
        <p className={classes.welcome}>{words.session.welcome}</p>
        {complaint && (
          <Alert color="red" variant="light" role="alert">
            {complaint}
          </Alert>
        )}
        <TextInput
          name="email"
          type="email"
          label={words.session.email}
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
        />
        <PasswordInput
          name="password"
          label={words.session.password}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        {organizations.length > 0 && (
          <NativeSelect
            name="organization"
            label={words.session.organization}
            data={organizations.map(({ id, name }) => ({ value: String(id), label: name }))}
          />
        )}
        <Button type="submit" loading={isBusy} fullWidth>
          {words.session.enter}
        </Button>
      </form>
    </main>
  )
}
