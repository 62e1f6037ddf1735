import { NativeSelect } from '@mantine/core'
import type { ReactNode } from 'react'
import { attempt } from '../../../web/trouble/trouble.ts'
import { post } from '../wire/call.ts'
import type { Channel } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import classes from './panel.module.css'

const STATES = ['PENDING', 'APPROVED', 'REJECTED', 'PAUSED', 'DISABLED']

/** The provider's judgement of each template, to be made here. */
export function TemplateStates({ channel }: { readonly channel: Channel }): ReactNode {
  return (
    <section className={classes.part}>
      <h2>{words.panel.templates}</h2>
      {channel.templates.map(({ id, name, language, status }) => (
        <NativeSelect
          key={id}
          size="xs"
          label={`${name} (${language})`}
          data={STATES}
          value={status}
          onChange={event =>
            attempt(post(`channels/${channel.id}/templates/${id}`, { status: event.currentTarget.value }, 'PATCH'))
          }
        />
      ))}
    </section>
  )
}
